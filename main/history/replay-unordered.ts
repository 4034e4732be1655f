import type { EtcdClient } from '../etcd/client'
import { replaySlices, type ReplayItem, type ReplayRange } from './replay'
import { newSlice, revisionsPerBatch, type Slice } from './slice'

/** So many watchers at a time: fewer mean more walks, measured up to here; etcd brings at most 512 forward in a round. */
const mostSlices = 200n

export type UnorderedItem =
  | ReplayItem
  /** Everything up to here was told. */
  | { readonly kind: 'reached'; readonly revision: bigint }

/**
 * A replay for those to whom the order does not matter. A watcher that catches up gets a thousand revisions a round, and
 * for each round etcd walks through all revisions from the first to now; so a long window is read by many
 * watchers at once, each in a stretch of its own that holds about as much as one round brings.
 */
export async function* replayUnordered(
  client: EtcdClient,
  range: ReplayRange,
  signal: AbortSignal,
): AsyncGenerator<UnorderedItem, void, undefined> {
  const isWhole = range.key.length === 1 && range.key[0] === 0
  /** Revisions of the store that hold about one batch; unknown before the first is there. */
  let width = isWhole ? BigInt(revisionsPerBatch) : undefined
  for (let from = range.from; from <= range.to;) {
    const slices = cut(from, range.to, width)
    const onFullBatch = (slice: Slice) => {
      if (slices.length === 1) slice.to = least(slice.cursor.next - 1n, slice.to)
    }
    yield* replaySlices(client, range, { slices, signal, onFullBatch })
    const seen = BigInt(slices.reduce((sum, slice) => sum + slice.seen, 0))
    const to = slices.at(-1)?.to ?? range.to
    width = seen === 0n ? undefined : ((to - from + 1n) * BigInt(revisionsPerBatch)) / seen + 1n
    from = to + 1n
    yield { kind: 'reached', revision: to }
  }
}

function cut(from: bigint, to: bigint, width: bigint | undefined) {
  const slices = []
  if (width === undefined) return [newSlice(from, to)]
  const end = least(to, from + width * mostSlices - 1n)
  for (let at = from; at <= end; at += width) slices.push(newSlice(at, least(end, at + width - 1n)))
  return slices
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
