import type { ChangeSummary, KeyRevision } from '../../shared/contract/history'
import { formatId } from '../../shared/etcd/id'
import type { WatchedKey } from '../etcd/watch-cursor'
import { Content } from './content'
import { betterTime, objectTime } from './object-time'
import type { RevisionTimes } from './revision-times'
import { summarize } from './summarize'

/** A put as it was, and what it looks like once somebody asks. */
export interface Put {
  readonly kv: Pick<WatchedKey, 'createRevision' | 'modRevision' | 'version' | 'lease'>
  readonly content: Content
}

export function toPut(kv: WatchedKey): Put {
  return { kv, content: new Content(kv.value) }
}

/** True when `before` is the put right before this one, in the same life. */
export function isNext(before: Put | undefined, put: Put): before is Put {
  return (
    before !== undefined &&
    before.kv.createRevision === put.kv.createRevision &&
    before.kv.version + 1n === put.kv.version
  )
}

/** The row of a put. `before`: the put before it, where it is known. */
export function putRow(put: Put, before: Put | undefined, times: RevisionTimes): KeyRevision {
  const { kv, content } = put
  const previous = isNext(before, put) ? before.content : undefined
  const isSeen = kv.version === 1n || previous !== undefined
  const ofObject = isSeen ? objectTime(previous, content) : undefined
  const time = betterTime(ofObject, times.timeOf(kv.modRevision))
  return {
    revision: kv.modRevision,
    kind: 'put',
    version: kv.version,
    createRevision: kv.createRevision,
    sizeBytes: content.bytes.length,
    ...(kv.lease !== 0n && { lease: formatId(kv.lease) }),
    ...(time && { time }),
    summary: summaryOf(put, previous),
  }
}

function summaryOf({ kv, content }: Put, previous: Content | undefined): ChangeSummary {
  if (kv.version === 1n) return { kind: 'created' }
  return previous ? summarize(previous, content) : { kind: 'unseen' }
}

/** The row of a delete. `before`: the last put of the life it ended, where that is known. */
export function deleteRow(revision: bigint, before: Put | undefined, times: RevisionTimes): KeyRevision {
  const time = times.timeOf(revision)
  return {
    revision,
    kind: 'delete',
    version: 0n,
    createRevision: before?.kv.createRevision ?? 0n,
    sizeBytes: 0,
    ...(time && { time }),
    summary: { kind: 'deleted' },
  }
}
