import { formatId } from '../../shared/etcd/id'
import { zeroByte } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'

/** The cluster as etcd's headers name it, in hex: revisions of different clusters must not be compared. */
export async function clusterIdOf(client: EtcdClient, signal: AbortSignal): Promise<string> {
  const { header } = await client.unary(KV.method.range, { key: zeroByte, countOnly: true }, { signal })
  return formatId(header?.clusterId ?? 0n)
}
