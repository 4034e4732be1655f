import { setTimeout as delay } from 'node:timers/promises'

/** A question that is asked again and again: one at a time is under way, and the newest answer is kept. */
export class Asked<T> {
  #answer: T | undefined
  #running: Promise<void> | undefined

  /** The newest answer; undefined before the first. */
  get answer(): T | undefined {
    return this.#answer
  }

  /** True while a question is under way. */
  get isAwaited(): boolean {
    return this.#running !== undefined
  }

  /**
   * Asks, unless the question before is still under way; resolves when that is answered. `question` never rejects; one that
   * answers undefined leaves the answer before it as it is.
   */
  ask(question: () => Promise<T | undefined>): Promise<void> {
    this.#running ??= question()
      .then((answer) => void (this.#answer = answer ?? this.#answer))
      .finally(() => (this.#running = undefined))
    return this.#running
  }

  /** Asks, and waits for the answer, only if none is owed; else resolves at once. */
  askIfFree(question: () => Promise<T | undefined>): Promise<void> {
    return this.isAwaited ? Promise.resolve() : this.ask(question)
  }

  forget(): void {
    this.#answer = undefined
  }
}

/** Waits for all of them, but no longer than `timeoutMs`: what is late goes on. Ends early when the signal aborts. */
export async function settledWithin(
  promises: readonly Promise<unknown>[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const done = new AbortController()
  const stop = () => done.abort()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  await Promise.race([
    Promise.allSettled(promises),
    delay(timeoutMs, undefined, { signal: done.signal }).catch(() => undefined),
  ])
  signal.removeEventListener('abort', stop)
  stop()
}
