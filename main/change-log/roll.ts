import { linkSignals } from '../etcd/abort'
import type { Generation } from './generation'

/** A full snapshot that failed is tried again after this. */
const retryMs = 300_000

/**
 * The next generation, made while the current one goes on: when it is there, {@link signal} is aborted, and the current one
 * has every revision up to its snapshot.
 */
export class Roll {
  readonly signal: AbortSignal
  readonly #turn = new AbortController()
  readonly #release: () => void
  #work: Promise<void> | undefined
  #next: Generation | undefined
  #notBefore = 0

  /** @param signal ends the making as well */
  constructor(signal: AbortSignal) {
    const linked = linkSignals(signal, this.#turn.signal)
    this.signal = linked.signal
    this.#release = linked.release
  }

  /**
   * Begins to make it, unless that is under way or failed a short while ago.
   *
   * @param make makes it
   * @param covered resolves when the current one has the revision, or the signal was aborted
   */
  begin(
    make: (signal: AbortSignal) => Promise<Generation>,
    covered: (revision: bigint, signal: AbortSignal) => Promise<void>,
  ): void {
    if (this.#work || this.signal.aborted || Date.now() < this.#notBefore) return
    this.#work = this.#make(make, covered)
      .catch(() => void (this.#notBefore = Date.now() + retryMs))
      .finally(() => (this.#work = undefined))
  }

  /** The current one is over; resolves with the next where it was made and nothing is missing between them. */
  async end(): Promise<Generation | undefined> {
    const isTurn = this.#next !== undefined
    this.#turn.abort()
    this.#release()
    await this.#work
    return isTurn ? this.#next : undefined
  }

  async #make(
    make: (signal: AbortSignal) => Promise<Generation>,
    covered: (revision: bigint, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const made = await make(this.signal)
    await covered(made.row.revision, this.signal)
    if (this.signal.aborted) return made.remove()
    this.#next = made
    this.#turn.abort()
  }
}
