import type { HistoryRow, KeyRevision } from '../../shared/contract/history'
import { fail, toFailure } from '../../shared/failure'
import { findCompactRevision } from '../cluster/compact-revision'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { readVersions } from './read-versions'
import { toPut, type Put } from './revision-rows'
import type { RevisionTimes } from './revision-times'

/** One reading of a key's history, as far as compactions let it. */
export interface Reading {
  readonly client: EtcdClient
  readonly key: Uint8Array
  readonly times: RevisionTimes
  readonly signal: AbortSignal
  /** The store's revision at the start. */
  readonly current: bigint
  readonly first: bigint
  floor: bigint
  lostUpTo?: bigint
  oldest?: KeyRevision
}

/** The put that is there at the floor, which may rise meanwhile; undefined when there is none, or the floor is past `until`. */
export async function putAtFloor(reading: Reading, until: bigint): Promise<Put | undefined> {
  const { client, key, signal } = reading
  while (reading.floor < until) {
    try {
      const [found] = await readVersions(client, { key, revisions: [reading.floor] }, signal)
      return found && toPut(found)
    } catch (error) {
      if (toFailure(error).code !== 'compacted') throw error
      await raiseFloor(reading, until)
    }
  }
  return undefined
}

/** Another member than the one that has compacted may be asked how far: it will have done so as well. */
const retryMs = 100
const mostTries = 50

/** A compaction came: looks how far. What lies below `seen`, the lowest revision that was read, is lost up to there. */
export async function raiseFloor(reading: Reading, seen: bigint): Promise<void> {
  const { client, key, current, signal } = reading
  const find = () => findCompactRevision(client, { floor: reading.floor, current, key, signal })
  let floor = await find()
  for (let tries = 0; floor === reading.floor; floor = await find()) {
    if (++tries > mostTries) throw fail('compacted', 'A revision within the window is compacted away.')
    await delay(retryMs, signal)
  }
  reading.floor = floor
  reading.lostUpTo = floor < seen ? floor : seen - 1n
}

/** A batch of rows, newest first; none for none. */
export function told(reading: Reading, revisions: readonly KeyRevision[]): readonly HistoryRow[] {
  const oldest = revisions.at(-1)
  if (!oldest) return []
  reading.oldest = oldest
  return [{ kind: 'revisions', revisions }]
}
