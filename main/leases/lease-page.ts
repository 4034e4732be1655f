import type { LeaseInfo, LeasePage } from '../../shared/contract/lease'
import { formatId } from '../../shared/etcd/id'
import type { EtcdClient } from '../etcd/client'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'

/** Which leases of all, in the order of their ids. */
export interface PageRequest {
  readonly from: number
  readonly limit: number
}

/** How many leases are asked for their TTL at a time. */
const inFlight = 8

/** All leases of the cluster, ordered as their 16-digit names are. */
export async function leaseIds(client: EtcdClient, signal?: AbortSignal): Promise<BigUint64Array> {
  const { leases } = await client.unary(Lease.method.leaseLeases, {}, { signal })
  return BigUint64Array.from(leases, ({ id }) => BigInt.asUintN(64, id)).sort()
}

/** One page as it is now; a lease that ends while it is asked is left out of the rows. */
export async function leasePage(
  client: EtcdClient,
  { from, limit }: PageRequest,
  signal?: AbortSignal,
): Promise<LeasePage> {
  const ids = await leaseIds(client, signal)
  const lastStart = limit === 0 ? 0 : Math.floor(Math.max(0, ids.length - 1) / limit) * limit
  const start = Math.min(from, lastStart)
  const asked = ids.subarray(start, start + limit)
  const rows: (LeaseInfo | undefined)[] = []
  let next = 0
  async function askOn() {
    for (let at = next++; at < asked.length; at = next++) {
      rows[at] = await leaseInfo(client, asked[at] ?? 0n, signal)
    }
  }
  await Promise.all(Array.from({ length: Math.min(inFlight, asked.length) }, askOn))
  return { total: ids.length, from: start, rows: rows.filter((row) => row !== undefined) }
}

async function leaseInfo(client: EtcdClient, id: bigint, signal?: AbortSignal) {
  const request = { id: BigInt.asIntN(64, id), keys: true }
  const lease = await client.unary(Lease.method.leaseTimeToLive, request, { signal })
  if (lease.ttl < 0n) return undefined
  return {
    id: formatId(id),
    ttlSeconds: Number(lease.ttl),
    grantedTtlSeconds: Number(lease.grantedTtl),
    keyCount: lease.keys.length,
  }
}
