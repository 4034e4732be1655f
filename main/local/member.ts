import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { LocalMember, LocalMemberState, MemberExit } from '../../shared/contract/local'
import { fail } from '../../shared/failure'
import type { ClusterRecord, MemberRecord } from './cluster-file'
import { clientUrl, peerUrl, tlsDir } from './etcd-args'
import { lastLines } from './last-words'
import type { MemberHealth } from './member-health'
import { askHealth } from './member-health'
import { MemberHttp } from './member-http'
import { findOurs, identify, isOurs, signalIfOurs } from './process-identity'
import { isHeld, readProcess } from './process-table'
import { spawnDetached } from './spawn-detached'
import { engineOf } from './version-rules'

const endPollMs = 25
const killWaitMs = 5_000
const pauseWaitMs = 2_000

/**
 * One member's process: started detached, so that it outlives a crash of this one; told apart by pid, start time
 * and data folder; every signal checked against these right before it is sent.
 */
export class Member {
  readonly cluster: ClusterRecord
  readonly record: MemberRecord
  readonly dataDir: string
  readonly logPath: string
  readonly #onChange: () => void
  readonly #http: MemberHttp
  #child?: ChildProcess
  #health?: MemberHealth
  #exit?: MemberExit
  #ending?: Promise<void>
  #stopping = false
  #seenHealthy = false
  #isPaused = false

  /** `record` is kept up to date in place; `onChange` is called after each change that is worth writing or showing. */
  constructor(options: {
    readonly dir: string
    readonly cluster: ClusterRecord
    readonly record: MemberRecord
    readonly onChange: () => void
  }) {
    const { dir, cluster, record, onChange } = options
    this.cluster = cluster
    this.record = record
    this.dataDir = join(dir, record.name, 'data')
    this.logPath = join(dir, record.name, 'log')
    this.#onChange = onChange
    this.#http = new MemberHttp(cluster.tls ? tlsDir(dir) : undefined)
  }

  get running(): boolean {
    return this.record.process !== undefined
  }

  /** True where its end is told at once by the system; one of an earlier run of the app has to be looked at. */
  get isChild(): boolean {
    return this.#child !== undefined
  }

  /** What it said of itself when it was asked last; undefined while it does not run or did not answer yet. */
  get health(): MemberHealth | undefined {
    return this.running ? this.#health : undefined
  }

  get isPaused(): boolean {
    return this.running && this.#isPaused
  }

  get row(): LocalMember {
    const { cluster, record } = this
    const urls = { clientUrl: clientUrl(cluster, record), peerUrl: peerUrl(cluster, record) }
    const { role } = this.running && !this.#isPaused ? (this.#health ?? {}) : {}
    const engine = engineOf(cluster, record)
    return {
      name: record.name,
      state: this.#state,
      pid: record.process?.pid,
      ...urls,
      role,
      exit: this.#exit,
      version: engine.version,
      engineId: engine.id,
      dataDir: this.dataDir,
    }
  }

  get #state(): LocalMemberState {
    if (!this.running) return this.#exit ? 'exited' : 'stopped'
    if (this.#isPaused) return 'paused'
    if (this.#health?.healthy) return 'healthy'
    return this.#seenHealthy ? 'unhealthy' : 'starting'
  }

  /** Starts the process; resolves when the system has started it (it may end right after, e.g. for a taken port). */
  async start(etcd: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
    const child = await spawnDetached(etcd, args, { logPath: this.logPath, env })
    this.#reset()
    this.#child = child
    child.once('exit', (code, signal) => void this.#ended(child, code, signal))
    if (child.exitCode !== null || child.signalCode !== null)
      void this.#ended(child, child.exitCode, child.signalCode)
    const identity = await identify(child.pid ?? 0)
    // A process that cannot be told apart could never be stopped safely.
    if (!identity) child.kill('SIGKILL')
    else if (this.#child === child && !this.#ending) this.record.process = identity
    this.#onChange()
  }

  /** Looks for the process of an earlier run of the app; true when it runs, and from now on it is watched. */
  async adopt(): Promise<boolean> {
    const known = this.record.process
    this.#reset()
    this.record.process = known && (await isOurs(known, this.dataDir)) ? known : await findOurs(this.dataDir)
    return this.running
  }

  /** Shows as ended a member that ran when the app was last there and does not now. */
  async markLost(): Promise<void> {
    this.#exit = { code: null, signal: null, lastLogLines: await lastLines(this.logPath) }
  }

  /** Looks at the process alone; true when it is there and not held. Never fails. */
  async look(): Promise<boolean> {
    if (await this.#alive()) return !(await this.#looksPaused())
    await this.#ending
    return false
  }

  /** Looks at process and health now. Never fails; resolves at once for a member that does not run. */
  async refresh(signal?: AbortSignal): Promise<void> {
    if (!(await this.look())) return
    const health = await askHealth(this.#http, clientUrl(this.cluster, this.record), signal)
    if (signal?.aborted || !this.running) return
    this.#health = health
    this.#seenHealthy ||= health.healthy
  }

  /**
   * Ends the process: SIGTERM, and SIGKILL when it is still there after `graceMs`; a grace of 0 kills at once.
   * Resolves when it has ended. A kill counts as an exit (`exited`), a stop does not (`stopped`). Fails with
   * `precondition` when it does not end.
   */
  async end(graceMs: number): Promise<void> {
    const identity = this.record.process
    if (!identity) {
      this.#exit = graceMs > 0 ? undefined : this.#exit
      return this.#onChange()
    }
    this.#stopping = graceMs > 0
    if (this.#stopping) {
      await signalIfOurs(identity, this.dataDir, 'SIGTERM')
      // One that is paused takes it when it goes on.
      if (this.#isPaused) await signalIfOurs(identity, this.dataDir, 'SIGCONT')
    }
    if (!this.#stopping || !(await this.#goneWithin(graceMs))) {
      await signalIfOurs(identity, this.dataDir, 'SIGKILL')
      if (!(await this.#goneWithin(killWaitMs)))
        throw fail('precondition', `${this.record.name} (process ${identity.pid}) does not end.`)
    }
    await this.#ending
  }

  /**
   * Holds the process with SIGSTOP; from when this resolves it answers nobody. No error for one that is held already.
   * Fails with `precondition` when it does not run, or where the system knows no such signal.
   */
  async pause(): Promise<void> {
    const { pid } = await this.#signal('SIGSTOP')
    const deadline = performance.now() + pauseWaitMs
    while (!(await isHeld(pid))) {
      if (performance.now() >= deadline)
        throw fail('precondition', `${this.record.name} (process ${pid}) does not stop.`)
      await delay(endPollMs)
    }
    this.#isPaused = true
    this.#onChange()
  }

  /** Lets a held process go on (SIGCONT). */
  async resume(): Promise<void> {
    await this.#signal('SIGCONT')
    this.#isPaused = false
    this.#health = undefined
    this.#onChange()
  }

  async #signal(signal: 'SIGSTOP' | 'SIGCONT'): Promise<{ readonly pid: number }> {
    const { name, process: identity } = this.record
    if (process.platform === 'win32')
      throw fail('precondition', 'Windows knows no signals that hold a process; kill the member instead.')
    if (!identity || !(await signalIfOurs(identity, this.dataDir, signal)))
      throw fail('precondition', `${name} does not run.`)
    return identity
  }

  /** Somebody else may have paused it, or let it go on. */
  async #looksPaused(): Promise<boolean> {
    const before = this.#isPaused
    const { process } = this.record
    this.#isPaused = (process && (await readProcess(process.pid))?.isPaused) ?? false
    if (before && !this.#isPaused) this.#health = undefined
    return this.#isPaused
  }

  async #goneWithin(waitMs: number): Promise<boolean> {
    const deadline = performance.now() + waitMs
    while (await this.#alive()) {
      if (performance.now() >= deadline) return false
      await delay(endPollMs)
    }
    return true
  }

  async #alive(): Promise<boolean> {
    const { process } = this.record
    if (!process) return false
    // A child of this process is reaped by it: its exit event is exact and tells how it ended.
    if (this.#child) return true
    if (await isOurs(process, this.dataDir)) return true
    await this.#ended(undefined, null, null)
    return false
  }

  #ended(child: ChildProcess | undefined, code: number | null, signal: string | null): Promise<void> {
    if (child !== this.#child) return Promise.resolve()
    this.#ending ??= this.#recordExit(code, signal)
    return this.#ending
  }

  async #recordExit(code: number | null, signal: string | null): Promise<void> {
    const lastLogLines = await lastLines(this.logPath).catch(() => [])
    this.#exit = this.#stopping ? undefined : { code, signal, lastLogLines }
    this.record.process = undefined
    this.#child = undefined
    this.#health = undefined
    this.#http.close()
    this.#onChange()
  }

  #reset(): void {
    this.#child = undefined
    this.#health = undefined
    this.#exit = undefined
    this.#ending = undefined
    this.#stopping = false
    this.#seenHealthy = false
    this.#isPaused = false
  }
}
