import { readFile } from 'node:fs/promises'
import { rendererOf } from './process-memory'

/** How long a thread had waited for a core while it could have run, at a moment. */
interface Reading {
  /** The machine's monotonic clock, which Chromium's traces have as well. */
  readonly atMs: number
  readonly waitedMs: number
}

const everyMs = 10

/**
 * What the scheduler says of the page's main thread (`/proc/PID/task/TID/schedstat`, Linux only): the proof of how much of
 * a task's time was spent waiting for one of the machine's cores.
 */
export class RunDelay {
  readonly #readings: Reading[] = []
  readonly #timer: NodeJS.Timeout

  private constructor(private readonly path: string) {
    // A reading that fails is missing; the first and the last must not.
    this.#timer = setInterval(() => void this.#read().catch(() => {}), everyMs)
  }

  /** @param pid of the app's main process */
  static async begin(pid: number): Promise<RunDelay> {
    const renderer = await rendererOf(pid)
    const delay = new RunDelay(`/proc/${renderer}/task/${renderer}/schedstat`)
    await delay.#read()
    return delay
  }

  async end(): Promise<void> {
    clearInterval(this.#timer)
    await this.#read()
  }

  /** How long it waited in all. */
  get totalMs(): number {
    return (this.#readings.at(-1)?.waitedMs ?? NaN) - (this.#readings[0]?.waitedMs ?? NaN)
  }

  /** How long it waited between the last reading before a span and the first one after it. */
  during({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }): number {
    const before = this.#readings.findLast(({ atMs }) => atMs <= startMs)
    const after = this.#readings.find(({ atMs }) => atMs >= endMs)
    return (after?.waitedMs ?? NaN) - (before?.waitedMs ?? NaN)
  }

  async #read(): Promise<void> {
    const waitedMs = Number((await readFile(this.path, 'utf8')).split(' ')[1]) / 1e6
    this.#readings.push({ atMs: Number(process.hrtime.bigint()) / 1e6, waitedMs })
  }
}
