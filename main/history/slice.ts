import type { WatchResponse } from '../etcd/gen/etcdserverpb/watch_pb'
import { WatchCursor, type WatchEvent } from '../etcd/watch-cursor'

/** A stretch of revisions, both ends inclusive, that one watcher reads. */
export interface Slice {
  cursor: WatchCursor
  to: bigint
  /** How many revisions it has had in all, and of the batch that is being sent. */
  seen: number
  batch: number
  isDone: boolean
}

/** etcd sends at most so many revisions to a watcher that catches up, ten times a second (mvcc/watcher_group.go). */
export const revisionsPerBatch = 1_000

export function newSlice(from: bigint, to: bigint): Slice {
  return { cursor: new WatchCursor(from), to, seen: 0, batch: 0, isDone: from > to }
}

/**
 * What an answer to its watcher brings a slice: whole revisions within its ends. `onFullBatch` is told when etcd cut a
 * batch because more follows; it may end the slice there by its `to`.
 */
export function takeAnswer(
  slice: Slice,
  answer: WatchResponse,
  onFullBatch?: (slice: Slice) => void,
): readonly WatchEvent[] {
  const item = slice.cursor.take(answer)
  const events = item?.kind === 'events' ? item.events : []
  const revisions = countRevisions(events)
  slice.seen += revisions
  slice.batch += revisions
  if (!answer.fragment) {
    if (slice.batch >= revisionsPerBatch) onFullBatch?.(slice)
    slice.batch = 0
  }
  slice.isDone = slice.cursor.next > slice.to
  return slice.isDone ? events.filter(({ kv }) => kv.modRevision <= slice.to) : events
}

function countRevisions(events: readonly WatchEvent[]): number {
  let count = 0
  let last = 0n
  for (const { kv } of events) {
    if (kv.modRevision !== last) count += 1
    last = kv.modRevision
  }
  return count
}

/** Moves on after a compaction; answers up to where what was not told yet cannot be had any more, 0 for nothing. */
export function loseTo(slices: readonly Slice[], compactRevision: bigint): bigint {
  let upTo = 0n
  for (const slice of slices) {
    if (slice.isDone || slice.cursor.next > compactRevision) continue
    const last = slice.to < compactRevision ? slice.to : compactRevision
    if (last > upTo) upTo = last
    slice.cursor = new WatchCursor(compactRevision + 1n)
    slice.isDone = compactRevision >= slice.to
  }
  return upTo
}
