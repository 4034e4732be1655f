/**
 * A value that changes, and readers that follow it. Each reader gets the value as it is now, then each change; a
 * slow reader skips to the newest and holds nothing else in memory.
 */
export class Latest<T> {
  #value: T
  #version = 0
  readonly #wakers = new Set<() => void>()

  constructor(value: T) {
    this.#value = value
  }

  get value(): T {
    return this.#value
  }

  set(value: T): void {
    this.#value = value
    this.#version += 1
    for (const wake of [...this.#wakers]) wake()
  }

  /** Resolves at the next change, when the signal aborts, or after `timeoutMs`; the caller looks which. */
  changed(signal?: AbortSignal, timeoutMs?: number): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = () => {
        this.#wakers.delete(wake)
        signal?.removeEventListener('abort', wake)
        clearTimeout(timer)
        resolve()
      }
      const timer = timeoutMs === undefined ? undefined : setTimeout(wake, timeoutMs)
      this.#wakers.add(wake)
      signal?.addEventListener('abort', wake, { once: true })
    })
  }

  /** Batches of one value each; ends without an error when the signal aborts. */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly [T], void, void> {
    let seen = -1
    while (!signal.aborted) {
      if (seen === this.#version) await this.changed(signal)
      if (signal.aborted) return
      seen = this.#version
      yield [this.#value]
    }
  }
}
