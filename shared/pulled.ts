import { eventIterator, type } from '@orpc/contract'

/**
 * One event of a pulled stream on the wire: first its id, then batches.
 * oRPC has no back-pressure, so main sends a batch only against credit that the reader granted.
 */
export type PulledEvent<T> = { readonly stream: string } | { readonly batch: readonly T[] }

/** How many batches main may send before the first grant: one being read, one on its way. */
export const initialCredit = 2

/** The output schema of a contract procedure whose result is an unbounded stream of `T`. */
export function pulled<T>() {
  return eventIterator(type<PulledEvent<T>>())
}

/**
 * Reads a pulled stream batch by batch and grants one more batch each time the reader comes back for one:
 * a reader that stops reading stops main, and main stops etcd. Leaving the loop (break, throw, abort)
 * ends the stream in main.
 *
 * @param events what the contract call returned
 * @param grant  calls `streams.grant` of the contract; its failures end the stream
 */
export async function* readPulled<T>(
  events: AsyncIterable<PulledEvent<T>>,
  grant: (input: { stream: string; batches: number }) => Promise<unknown>,
): AsyncGenerator<readonly T[], void, void> {
  let stream: string | undefined
  for await (const event of events) {
    if ('stream' in event) {
      stream = event.stream
      continue
    }
    yield event.batch
    if (stream !== undefined) await grant({ stream, batches: 1 })
  }
}
