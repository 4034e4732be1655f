import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { listensOn } from './ports'
import { until } from './until'

/** One etcd process of a test: started and stopped by its own pid, its output kept for the failure message. */
export class EtcdProcess {
  #child: ChildProcess | undefined
  #log = ''

  constructor(
    private readonly binary: string,
    private readonly args: readonly string[],
    private readonly clientPort: number,
  ) {}

  /** The pid while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** What it has written so far, over all its starts (the last 64 kB). */
  get log(): string {
    return this.#log
  }

  /**
   * Resolves once this very process listens on its client port; rejects with its log when it dies first. `dataDir`: in
   * place of its own.
   */
  async start(dataDir?: string): Promise<void> {
    if (this.#child) return
    const flag = this.args.indexOf('--data-dir')
    const args = this.args.map((arg, i) => (i === flag + 1 ? (dataDir ?? arg) : arg))
    const child = spawn(this.binary, args, { env: cleanEnv(), stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    const keep = (chunk: Buffer) => void (this.#log = (this.#log + chunk.toString()).slice(-65_536))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined
    })
    child.once('error', (error) => keep(Buffer.from(String(error))))
    const { pid } = child
    await until(
      async () => {
        if (this.#child !== child) return 'dead'
        return pid !== undefined && (await listensOn(pid, this.clientPort))
      },
      { timeoutMs: 20_000, what: `etcd listens on ${this.clientPort}` },
    )
    if (this.#child !== child) throw new Error(`etcd ended while starting:\n${this.#log}`)
  }

  /** Sends `signal` (default SIGTERM) and resolves when the process is gone. Resumes a paused one for SIGTERM. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child) return
    const gone = once(child, 'exit')
    child.kill(signal)
    child.kill('SIGCONT')
    const force = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(force)
  }

  /** SIGSTOP: the sockets stay open and, from the return of this on, nobody answers. */
  pause(): void {
    const pid = this.#child?.pid
    if (pid === undefined) return
    this.#child?.kill('SIGSTOP')
    const deadline = Date.now() + 2_000
    while (!isStopped(pid) && Date.now() < deadline);
  }

  /** SIGCONT. */
  resume(): void {
    this.#child?.kill('SIGCONT')
  }
}

/** True when every thread of a process has taken its SIGSTOP; where there is no /proc, nobody can tell. */
function isStopped(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
      return /^[Tt]/.test(stat.slice(stat.lastIndexOf(')') + 2))
    })
  } catch {
    return true
  }
}

/** The environment without ETCD_* and ETCDCTL_*: they would override the arguments. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(([name]) => !/^ETCD(CTL)?_/.test(name))
  return { ...Object.fromEntries(env), ETCDCTL_API: '3' }
}
