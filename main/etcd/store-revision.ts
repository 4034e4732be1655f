import type { EtcdClient } from './client'
import { KV } from './gen/etcdserverpb/kv_pb'
import { headerRevision } from './rows'

/** A key that no store has; a Range of it costs nothing and brings the store's revision. */
const noKey = Uint8Array.of(0)

/** The revision the store stands at. `key`: one that this user may read, where that is not every key. */
export async function storeRevision(
  client: EtcdClient,
  signal: AbortSignal,
  key: Uint8Array = noKey,
): Promise<bigint> {
  const { header } = await client.unary(KV.method.range, { key, keysOnly: true }, { signal })
  return headerRevision(header)
}
