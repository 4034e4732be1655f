import type { EtcdClient } from './client'
import { KV } from './gen/etcdserverpb/kv_pb'
import { headerRevision } from './rows'

/** A key that no store has; a Range of it costs nothing and brings the store's revision. */
const noKey = Uint8Array.of(0)

/** The revision the store stands at. */
export async function storeRevision(client: EtcdClient, signal: AbortSignal): Promise<bigint> {
  const { header } = await client.unary(KV.method.range, { key: noKey, keysOnly: true }, { signal })
  return headerRevision(header)
}
