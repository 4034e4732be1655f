import { randomUUID } from 'node:crypto'
import { initialCredit, type PulledEvent } from '../shared/pulled'
import { toWireError } from './wire-error'

/** Credit of one open stream: how many batches may still be sent, and who waits for more. */
interface Account {
  credit: number
  wake: () => void
}

/**
 * The one mechanism for unbounded streams. A source is read only while its reader has granted credit, so a
 * reader that stops holds at most `initialCredit` batches in memory and the source (and etcd behind it) waits.
 */
export class Streams {
  readonly #accounts = new Map<string, Account>()

  /** Streams that are open now; a test asserts that it goes back to zero. */
  get open(): number {
    return this.#accounts.size
  }

  /** Lets `batches` more batches go out. A stream that has ended meanwhile is no error: the grant was on its way. */
  grant(stream: string, batches: number): void {
    const account = this.#accounts.get(stream)
    if (!account) return
    account.credit += batches
    account.wake()
  }

  /**
   * Serves a source as a pulled stream. The source's signal is aborted when the reader leaves, the call is
   * aborted, or the host's connection closes; its failure reaches the reader as a Failure.
   */
  async *serve<T>(
    source: (signal: AbortSignal) => AsyncIterable<readonly T[]>,
    signal?: AbortSignal,
  ): AsyncGenerator<PulledEvent<T>, void, void> {
    const id = randomUUID()
    const stop = new AbortController()
    const account: Account = { credit: initialCredit, wake: () => {} }
    const onAbort = () => {
      stop.abort()
      account.wake()
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted) onAbort()
    this.#accounts.set(id, account)
    try {
      yield { stream: id }
      const batches = source(stop.signal)[Symbol.asyncIterator]()
      try {
        for (;;) {
          while (account.credit === 0 && !stop.signal.aborted) {
            await new Promise<void>((resolve) => (account.wake = resolve))
          }
          if (stop.signal.aborted) return
          const next = await batches.next()
          if (next.done || stop.signal.aborted) return
          account.credit -= 1
          yield { batch: next.value }
        }
      } finally {
        stop.abort()
        await batches.return?.()
      }
    } catch (error) {
      if (stop.signal.aborted && signal?.aborted) return
      throw toWireError(error)
    } finally {
      signal?.removeEventListener('abort', onAbort)
      this.#accounts.delete(id)
    }
  }
}
