import { setImmediate } from 'node:timers/promises'
import type { LogGapCause } from '../../shared/contract/change-log'
import { fail, FailureError, toFailure, type Failure } from '../../shared/failure'
import type { BorrowedClient } from '../connections/borrow-client'
import { delay, orAbort } from '../etcd/abort'
import { watchRange } from '../etcd/watch'
import type { WatchEvent } from '../etcd/watch-cursor'
import { explainDenied } from '../panels/denied-read'
import { isReadable } from '../panels/readable'
import { findBreak, type LogPlace } from './find-break'

/** All keys. */
export const allKeys = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) }
const firstRetryMs = 1_000
const longestRetryMs = 15_000
/** So long main may be busy before others get their turn. */
const busyMs = 8

export interface FollowedLog {
  /** Where it stands when all that was taken is in its files. */
  readonly place: () => Promise<LogPlace>
  /** A client for one try. */
  readonly borrow: () => Promise<BorrowedClient>
  /** Takes whole revisions; resolves when more may come. */
  readonly take: (events: readonly WatchEvent[]) => Promise<void>
  readonly onLive: () => void
  readonly onInterrupted: (failure: Failure) => void
}

/** What waits for a password asks nobody: it may look often whether there is one. */
export const retryIn = ({ code }: Failure, retryMs: number): number =>
  code === 'unauthenticated' ? firstRetryMs : retryMs

/** What the watch cannot say otherwise. */
class Break extends Error {
  constructor(readonly reason: LogGapCause) {
    super(reason)
  }
}

/**
 * Takes every change after a log's place, in order, until the signal is aborted (undefined) or something between them is
 * gone (why). Broken streams, closed connections, missing rights and passwords are told and tried again; the revisions of a
 * store have no holes, so that what was left out is noticed.
 */
export async function followChanges(log: FollowedLog, signal: AbortSignal): Promise<LogGapCause | undefined> {
  for (let retryMs = firstRetryMs; !signal.aborted; retryMs = Math.min(2 * retryMs, longestRetryMs)) {
    let borrowed: BorrowedClient | undefined
    try {
      borrowed = await log.borrow()
      await watchOnce(log, borrowed, () => (retryMs = firstRetryMs), signal)
    } catch (error) {
      if (signal.aborted) return undefined
      if (error instanceof Break) return error.reason
      const failure = explainDenied(toFailure(error), allKeys)
      if (failure.code === 'compacted') return 'compacted'
      // Its connection was closed: another client is borrowed.
      if (failure.code !== 'canceled') log.onInterrupted(failure)
      await delay(retryIn(failure, retryMs), signal).catch(() => {})
    } finally {
      await borrowed?.release()
    }
  }
  return undefined
}

/** One stream; ends by throwing. */
async function watchOnce(
  { place, take, onLive }: FollowedLog,
  { client }: BorrowedClient,
  onEvents: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { key } = allKeys
  const from = await orAbort(place(), signal)
  const cause = await findBreak(client, from, signal)
  if (cause) throw new Break(cause)
  onLive()
  let next = from.cursor + 1n
  let begun = performance.now()
  for await (const item of watchRange(client, { ...allKeys, startRevision: next }, signal)) {
    if (item.kind === 'interrupted') throw new FailureError(item.reason)
    if (item.kind !== 'events') continue
    // Compacted since it was looked at, a part of the first revision may be missing.
    if (next === from.cursor + 1n && !(await isReadable(client, { key, revision: from.cursor }, signal)))
      throw new Break('compacted')
    for (const { kv } of item.events) {
      if (kv.modRevision > next) throw new Break('skipped')
      if (kv.modRevision === next) next += 1n
    }
    onEvents()
    await take(item.events)
    // What has arrived already comes without a pause: others must get their turn.
    if (performance.now() - begun < busyMs) continue
    await setImmediate()
    begun = performance.now()
  }
  throw fail('unavailable', 'The watch ended.')
}
