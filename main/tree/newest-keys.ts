import { rangeOf } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { storeRevision } from '../etcd/store-revision'
import { watchRange } from '../etcd/watch'

/**
 * The keys below a prefix that the store's newest revision wrote, found without walking the range: a Range over a
 * million keys takes a while however few it gives, a watch from the current revision is told its events within the
 * 100 ms in which etcd serves watches of the past. Empty when that revision wrote nothing there, or it is compacted.
 * Ends promptly on abort.
 */
export async function newestKeys(
  client: EtcdClient,
  prefix: Uint8Array,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const revision = await storeRevision(client, signal)
  for await (const item of watchRange(client, { ...rangeOf(prefix), startRevision: revision }, signal)) {
    if (item.kind !== 'events') continue
    return item.events.flatMap(({ type, kv }) =>
      type === 'put' && kv.modRevision === revision ? [kv.key] : [],
    )
  }
  return []
}
