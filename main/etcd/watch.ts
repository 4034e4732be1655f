import { create } from '@bufbuild/protobuf'
import { fail, FailureError, toFailure, type Failure } from '../../shared/failure'
import { delay, throwIfAborted } from './abort'
import type { EtcdClient } from './client'
import { fromGrpc } from './etcd-failure'
import { Watch, WatchRequestSchema, type WatchCreateRequest_FilterType } from './gen/etcdserverpb/watch_pb'
import { WatchCursor, type WatchEvent } from './watch-cursor'

export type { WatchedKey, WatchEvent } from './watch-cursor'

/** What to watch. */
export interface WatchRange {
  readonly key: Uint8Array
  /** Absent: the one key. */
  readonly rangeEnd?: Uint8Array
  /** The first revision of interest, 1 or more. "From now on" is the revision of a Range, plus one. */
  readonly startRevision: bigint
  /** Each event brings the value before it, unless that is compacted. */
  readonly prevKv?: boolean
  /** What to leave out. */
  readonly filters?: readonly WatchCreateRequest_FilterType[]
}

export type WatchItem =
  /** Whole revisions, in order. `revision` is the store's when etcd answered, not the last event's. */
  | { readonly kind: 'events'; readonly events: readonly WatchEvent[]; readonly revision: bigint }
  /** Nothing else happened up to and with `revision`. */
  | { readonly kind: 'progress'; readonly revision: bigint }
  /** After `interrupted`: events from `fromRevision` on follow, none of them told before. */
  | { readonly kind: 'resumed'; readonly endpoint: string; readonly fromRevision: bigint }
  /** The stream broke; nothing is lost. Told once, however long it takes. */
  | { readonly kind: 'interrupted'; readonly reason: Failure }

const longestPauseMs = 1_000

/**
 * Watches a range from `startRevision` on, exactly: every event once, in order, no revision split, over any number of
 * broken streams and restarted members. It goes on by itself on any endpoint that answers, for as long as it takes.
 *
 * One gRPC stream, read only as items are asked for: a reader that does not ask makes etcd wait, in etcd's memory,
 * not here. Ends only by throwing: `canceled` on abort, `compacted` (with `details.compactRevision`) when the next
 * revision is gone, `denied` or `unauthenticated` when etcd refuses the user also with a fresh token, or by the
 * consumer's `return`, which ends the stream. Keys and values are copies: they hold no other memory.
 */
export async function* watchRange(
  client: EtcdClient,
  range: WatchRange,
  signal?: AbortSignal,
): AsyncGenerator<WatchItem, void, undefined> {
  if (range.startRevision < 1n) throw fail('invalid', 'A watch needs the revision it starts from.')
  const cursor = new WatchCursor(range.startRevision)
  let isInterrupted = false
  let mayRefresh = true
  for (let pauseMs = 100; ;) {
    let reason: Failure
    try {
      const stream = await client.duplex(Watch.method.watch, { signal })
      stream.send(createRequest(range, cursor.next))
      let isRefreshed = false
      try {
        for await (const answer of stream.messages) {
          if (answer.canceled) {
            if (answer.compactRevision > 0n) throw compacted(cursor.next, answer.compactRevision)
            if (mayRefresh && (await refreshToken(client, answer.cancelReason, stream.token))) {
              mayRefresh = false
              isRefreshed = true
              break
            }
            throw { code: 2, details: answer.cancelReason }
          }
          if (answer.created) {
            if (isInterrupted) yield { kind: 'resumed', endpoint: stream.endpoint, fromRevision: cursor.next }
            isInterrupted = false
            continue
          }
          ;[mayRefresh, pauseMs] = [true, 100]
          const item = cursor.take(answer)
          if (item) yield item
        }
        if (!isRefreshed) throw { code: 14, details: 'The member ended the stream.' }
        cursor.drop()
        continue
      } catch (error) {
        throwIfAborted(signal)
        if (mayRefresh && (await client.refuseToken(error, stream.token))) {
          mayRefresh = false
          cursor.drop()
          continue
        }
        reason = fromGrpc(error, { endpoint: stream.endpoint, sent: true })
        if (isPassing(reason)) client.suspect(stream.endpoint)
      } finally {
        stream.cancel()
      }
    } catch (error) {
      reason = toFailure(error)
    }
    throwIfAborted(signal)
    cursor.drop()
    if (!isPassing(reason)) throw new FailureError(reason)
    if (!isInterrupted) yield { kind: 'interrupted', reason }
    isInterrupted = true
    await delay(pauseMs, signal)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}

function createRequest(range: WatchRange, startRevision: bigint) {
  const { key, rangeEnd, prevKv, filters = [] } = range
  const create_ = { key, rangeEnd, startRevision, prevKv, filters: [...filters] }
  const value = { ...create_, progressNotify: true, fragment: true }
  return create(WatchRequestSchema, { requestUnion: { case: 'createRequest', value } })
}

/**
 * Forgets the token when the reason of a canceled watch says that it is stale; true: ask again with a fresh one. etcd 3.4
 * says "permission denied" for a token it does not know any more, so that text asks for one too.
 */
export async function refreshToken(
  client: EtcdClient,
  cancelReason: string,
  token: string | undefined,
): Promise<boolean> {
  const text = cancelReason.replace(/^rpc error: code = \w+ desc = /, '')
  const isDenied = text === 'etcdserver: permission denied'
  return client.refuseToken(isDenied ? 'etcdserver: invalid auth token' : text, token)
}

function compacted(next: bigint, compactRevision: bigint): FailureError {
  const message = `The changes from revision ${next} on are not all there any more: they were compacted up to revision ${compactRevision}.`
  return fail('compacted', message, { details: { compactRevision } })
}

/** A dial that fails for a certificate may succeed once that is put right, so only etcd's own refusals are final. */
export function isPassing(reason: Failure): boolean {
  const isOfConnection = reason.details?.['problem'] !== undefined
  return isOfConnection || ['unavailable', 'deadline'].includes(reason.code)
}
