import { setImmediate } from 'node:timers/promises'
import type { KeyRange } from '../../shared/etcd/range'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import type { WatchCreateRequest_FilterType } from '../etcd/gen/etcdserverpb/watch_pb'
import { isPassing, watchRange } from '../etcd/watch'
import type { WatchEvent } from '../etcd/watch-cursor'
import { findGap, type FoundGap } from './find-gap'
import { isReadable } from './readable'

const retryMs = 1_000
/** So long main may be busy before others get their turn. */
const busyMs = 8

/** What a watch tells a panel, and what it has to know of it. */
export interface WatchedPanel {
  readonly range: KeyRange
  readonly prevKv: boolean
  readonly filters: readonly WatchCreateRequest_FilterType[]
  /** Everything up to here was taken. */
  readonly cursor: bigint
  /** The keys that were there then; undefined: not known. */
  knownKeys(): Promise<Set<string> | undefined>
  /** Resolves when more may come. */
  take(events: readonly WatchEvent[], cursor: bigint): Promise<void>
  addGap(found: FoundGap): Promise<void>
  /** The watch is about to begin, from the cursor on. */
  onLive(client: EtcdClient): void
  onInterrupted(failure: Failure): void
  /** It goes on from the cursor on. */
  onResumed(client: EtcdClient, endpoint: string): Promise<void>
  /** For good. */
  onEnded(failure: Failure): void
}

/**
 * Watches for a panel until the signal is aborted, the connection is closed or etcd refuses for good: goes on where the
 * panel stands, over broken streams and a connection that moved to other endpoints; what a compaction hides becomes a gap.
 *
 * @param clientOf the client in use now; undefined when the connection is closed
 */
export async function watchPanel(
  panel: WatchedPanel,
  clientOf: () => EtcdClient | undefined,
  signal: AbortSignal,
): Promise<void> {
  for (let client = clientOf(); client && !signal.aborted; client = clientOf()) {
    try {
      if (await isWhole(panel, client, signal)) {
        panel.onLive(client)
        await follow(panel, client, signal)
      } else {
        const known = await panel.knownKeys()
        const { range, cursor } = panel
        await panel.addGap(await findGap(client, { range, cursor, known }, signal))
      }
    } catch (error) {
      if (signal.aborted) return
      const failure = toFailure(error)
      if (failure.code === 'compacted') continue
      if (!isPassing(failure) && client === clientOf()) return panel.onEnded(failure)
      panel.onInterrupted(failure)
      await delay(retryMs, signal).catch(() => {})
    }
  }
}

/**
 * True when no event after the cursor is gone. The watch alone cannot tell: etcd refuses a start below the compacted
 * revision only, and of that very revision 3.4 leaves out the deletions (measured on 3.4.23; 3.5.16 brings them).
 */
async function isWhole(
  { range, cursor }: WatchedPanel,
  client: EtcdClient,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await isReadable(client, { key: range.key, revision: cursor > 1n ? cursor : 1n }, signal)
  } catch (error) {
    if (!toFailure(error).reason?.endsWith('required revision is a future revision')) throw error
    const message = `This panel has seen revision ${cursor}, which the store has not reached: it was restored or replaced.`
    throw fail('precondition', message)
  }
}

/** One watch; returns when a compaction came in between while it was broken. */
async function follow(panel: WatchedPanel, client: EtcdClient, signal: AbortSignal): Promise<void> {
  const { range, prevKv, filters } = panel
  const watch = { ...range, prevKv, filters, startRevision: panel.cursor + 1n }
  let begun = performance.now()
  for await (const item of watchRange(client, watch, signal)) {
    switch (item.kind) {
      case 'events':
        await panel.take(item.events, item.events.at(-1)?.kv.modRevision ?? panel.cursor)
        break
      case 'progress':
        if (item.revision > panel.cursor) await panel.take([], item.revision)
        break
      case 'interrupted':
        panel.onInterrupted(item.reason)
        break
      case 'resumed':
        if (!(await isWhole(panel, client, signal))) return
        await panel.onResumed(client, item.endpoint)
        break
    }
    // What has arrived already comes without a pause: others must get their turn.
    if (performance.now() - begun < busyMs) continue
    await setImmediate()
    begun = performance.now()
  }
}
