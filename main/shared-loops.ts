import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Latest } from './latest'

/** What a loop of {@link SharedLoops} does its work with. */
export interface Loop<T> {
  /** Aborted when nobody reads it any more. */
  readonly signal: AbortSignal
  /**
   * Does `round` again and again and tells what each resolves with; they begin `intervalMs` apart, or at once after a
   * {@link SharedLoops.hurry}. Ends when the signal aborts; fails as a round does.
   */
  repeat(intervalMs: number, round: () => Promise<T>): Promise<void>
}

interface Running<T> {
  readonly latest: Latest<{ readonly value?: T; readonly error?: unknown }>
  readonly stop: AbortController
  /** Aborted when a round is wanted now. */
  hurry: AbortController
  readers: number
}

/** Loops that run for as long as somebody reads them: one a key, however many read it. */
export class SharedLoops<T> {
  readonly #running = new Map<string, Running<T>>()

  /** @param run one loop; it resolves or rejects soon after its signal has aborted */
  constructor(private readonly run: (key: string, loop: Loop<T>) => Promise<void>) {}

  /**
   * The newest value now and after each round; a slow reader skips to the newest. Throws what the loop failed with; ends
   * without an error when the signal aborts.
   */
  async *follow(key: string, signal: AbortSignal): AsyncGenerator<readonly [T]> {
    const running = this.#running.get(key) ?? this.#start(key)
    running.readers += 1
    try {
      for await (const [{ value, error }] of running.latest.follow(signal)) {
        if (error !== undefined) throw error
        if (value !== undefined) yield [value]
      }
    } finally {
      running.readers -= 1
      if (running.readers === 0) this.#end(key, running)
    }
  }

  /** Begins the next round now, if anybody reads. */
  hurry(key: string): void {
    this.#running.get(key)?.hurry.abort()
  }

  #start(key: string): Running<T> {
    const running: Running<T> = {
      latest: new Latest({}),
      stop: new AbortController(),
      hurry: new AbortController(),
      readers: 0,
    }
    // Each request of a round listens to it.
    setMaxListeners(0, running.stop.signal)
    this.#running.set(key, running)
    const repeat = (intervalMs: number, round: () => Promise<T>) => repeated(running, intervalMs, round)
    this.run(key, { signal: running.stop.signal, repeat }).catch((error: unknown) => {
      this.#end(key, running)
      running.latest.set({ error })
    })
    return running
  }

  #end(key: string, running: Running<T>): void {
    running.stop.abort()
    running.hurry.abort()
    if (this.#running.get(key) === running) this.#running.delete(key)
  }
}

async function repeated<T>(running: Running<T>, intervalMs: number, round: () => Promise<T>): Promise<void> {
  const { signal } = running.stop
  while (!signal.aborted) {
    const begunMs = performance.now()
    running.hurry = new AbortController()
    const value = await round()
    if (signal.aborted) return
    running.latest.set({ value })
    const restMs = Math.max(0, intervalMs - (performance.now() - begunMs))
    await delay(restMs, undefined, { signal: running.hurry.signal }).catch(() => {})
  }
}
