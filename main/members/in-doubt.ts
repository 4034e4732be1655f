import { FailureError, toFailure } from '../../shared/failure'
import { delay } from '../etcd/abort'

const everyMs = 250

export interface LookForIt {
  readonly signal?: AbortSignal
  /** Default: longer than etcd itself keeps a request waiting, which is 7 s unless it was told otherwise. */
  readonly forMs?: number
}

/** What was done, and whether etcd said so itself. */
export interface Settled<T> {
  readonly value: T
  readonly wasInDoubt: boolean
}

/**
 * Sends a change once. Where it was sent and not answered, looks for it until it is seen, and fails with
 * `details.unknownOutcome` when it is not: it is never sent again.
 *
 * @param look the proof that it was made, or undefined while there is none
 */
export async function settleDoubt<T>(
  send: () => Promise<T>,
  look: (signal: AbortSignal) => Promise<T | undefined>,
  { signal = new AbortController().signal, forMs = 8_000 }: LookForIt = {},
): Promise<Settled<T>> {
  try {
    return { value: await send(), wasInDoubt: false }
  } catch (error) {
    const failure = toFailure(error)
    if (failure.details?.['unknownOutcome'] !== true) throw error
    let wasRead = false
    for (const end = performance.now() + forMs; performance.now() < end; await delay(everyMs, signal)) {
      const value = await look(signal).then(
        (found) => ((wasRead = true), found),
        () => undefined,
      )
      if (value !== undefined) return { value, wasInDoubt: true }
    }
    const seen = wasRead ? 'The members were read again and do not show it.' : 'No member could say.'
    throw new FailureError({ ...failure, message: `${failure.message} ${seen}` }, { cause: error })
  }
}
