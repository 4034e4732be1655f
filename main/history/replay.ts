import { setImmediate } from 'node:timers/promises'
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { FailureError, toFailure } from '../../shared/failure'
import { delay, throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { fromGrpc } from '../etcd/etcd-failure'
import { Watch, WatchRequestSchema } from '../etcd/gen/etcdserverpb/watch_pb'
import { isPassing, refreshToken } from '../etcd/watch'
import type { WatchEvent } from '../etcd/watch-cursor'
import { openEndOfReplay } from './end-of-replay'
import { loseTo, newSlice, takeAnswer, type Slice } from './slice'

/** Which keys over which revisions, both ends inclusive. `to` must have been the store's revision at some time. */
export interface ReplayRange {
  readonly key: Uint8Array
  readonly rangeEnd?: Uint8Array
  readonly from: bigint
  readonly to: bigint
}

export type ReplayItem =
  /** Whole revisions between the range's ends. */
  | { readonly kind: 'events'; readonly events: readonly WatchEvent[] }
  /** A compaction came meanwhile: what was not told up to here is gone. It goes on after it. */
  | { readonly kind: 'lost'; readonly upTo: bigint }

const giveUpMs = 30_000
const busyMs = 8

/**
 * Every put and delete of a range between two revisions, in order, from one watcher that catches up. What
 * happens after `to` is left out. Goes on after a broken stream without loss, for half a minute; ends by itself when
 * everything was told. For etcd that is one walk through all revisions from `from` to now, whatever the keys, and one
 * more for each thousand revisions of the range.
 */
export function replay(
  client: EtcdClient,
  range: ReplayRange,
  signal: AbortSignal,
): AsyncGenerator<ReplayItem, void, undefined> {
  return replaySlices(client, range, { slices: [newSlice(range.from, range.to)], signal })
}

export interface ReplaySlices {
  readonly slices: readonly Slice[]
  readonly signal: AbortSignal
  /** Told when etcd cut a slice's batch because more follows; may end the slice there by its `to`. */
  readonly onFullBatch?: (slice: Slice) => void
}

/** The same with a watcher for each slice, all on one stream; between slices there is no order. */
export async function* replaySlices(
  client: EtcdClient,
  range: ReplayRange,
  options: ReplaySlices,
): AsyncGenerator<ReplayItem, void, undefined> {
  const { slices, signal } = options
  const token = { mayRefresh: true }
  let brokenAt: number | undefined
  while (slices.some((slice) => !slice.isDone)) {
    try {
      for await (const item of readStream(client, range, { ...options, token })) {
        brokenAt = undefined
        token.mayRefresh = true
        yield item
      }
    } catch (error) {
      throwIfAborted(signal)
      const failure = toFailure(error)
      const now = performance.now()
      if (!isPassing(failure) || now - (brokenAt ??= now) > giveUpMs) throw error
      await delay(200, signal)
    }
    for (const slice of slices) slice.cursor.drop()
  }
}

/** One stream: until all slices are done, a compaction cuts in or the token is stale; throws when it breaks. */
async function* readStream(
  client: EtcdClient,
  range: ReplayRange,
  { slices, signal, onFullBatch, token }: ReplaySlices & { readonly token: { mayRefresh: boolean } },
): AsyncGenerator<ReplayItem, void, undefined> {
  const stream = await client.duplex(Watch.method.watch, { signal })
  const send = (message: MessageInitShape<typeof WatchRequestSchema>) =>
    stream.send(create(WatchRequestSchema, message))
  const open = slices.filter((slice) => !slice.isDone)
  let end
  try {
    open.forEach((slice, i) => send(createRequest(range, slice.cursor.next, i + 1)))
    const until = open.reduce((last, { to }) => (to > last ? to : last), 0n)
    end = await openEndOfReplay(client, { endpoint: stream.endpoint, until, send, signal })
    let begun = performance.now()
    for await (const answer of stream.messages) {
      // What has arrived already comes without a pause: others must get their turn.
      if (performance.now() - begun > busyMs) {
        await setImmediate()
        begun = performance.now()
      }
      if (answer.canceled && answer.compactRevision > 0n) {
        const upTo = loseTo(open, answer.compactRevision)
        if (upTo > 0n) yield { kind: 'lost', upTo }
        return
      }
      const slice = open[Number(answer.watchId) - 1]
      if (answer.canceled && !slice?.isDone && !end.isOwn(answer)) {
        const isStale = token.mayRefresh && (await refreshToken(client, answer.cancelReason, stream.token))
        token.mayRefresh = false
        if (isStale) return
        throw end.refusal(answer) ?? { code: 2, details: answer.cancelReason }
      }
      if (end.isReached(answer)) for (const each of open) each.isDone = true
      else if (slice && !slice.isDone && !answer.created) {
        end.noteEvents()
        const events = takeAnswer(slice, answer, onFullBatch)
        if (events.length > 0) yield { kind: 'events', events }
        if (slice.isDone)
          send({ requestUnion: { case: 'cancelRequest', value: { watchId: answer.watchId } } })
      }
      if (open.every(({ isDone }) => isDone)) return
    }
    throw { code: 14, details: 'The member ended the stream.' }
  } catch (error) {
    throwIfAborted(signal)
    throw new FailureError(fromGrpc(error, { endpoint: stream.endpoint, sent: true }), { cause: error })
  } finally {
    end?.close()
    stream.cancel()
  }
}

function createRequest({ key, rangeEnd }: ReplayRange, startRevision: bigint, id: number) {
  const value = { key, rangeEnd, startRevision, fragment: true, watchId: BigInt(id) }
  return { requestUnion: { case: 'createRequest' as const, value } }
}
