import type { EtcdClient } from '../etcd/client'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'
import { leaseOf } from '../etcd/txn'
import { knownLeases } from './known-leases'

/** Seconds that leases were granted for, by hex id. */
export type LeaseTtls = Readonly<Record<string, number>>

const inFlight = 8

/** For how long leases were granted; those that are not there any more are left out. */
export async function leaseTtls(
  client: EtcdClient,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<LeaseTtls> {
  const ttls: Record<string, number> = {}
  await each(ids, async (id) => {
    const request = { id: leaseOf(id) }
    const { ttl, grantedTtl } = await client.unary(Lease.method.leaseTimeToLive, request, { signal })
    if (ttl >= 0n && grantedTtl > 0n) ttls[id] = Number(grantedTtl)
  })
  return ttls
}

/**
 * Grants the leases that are not there, each by its own id: granted again, for a run that goes on, they are the same.
 * Nobody renews them. Answers all leases that exist then.
 */
export async function grantLeases(
  client: EtcdClient,
  ttls: LeaseTtls,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const known = new Set(await knownLeases(client, signal))
  const missing = Object.entries(ttls).filter(([id]) => !known.has(id))
  await each(missing, async ([id, seconds]) => {
    const request = { id: leaseOf(id), ttl: BigInt(seconds) }
    await client.unary(Lease.method.leaseGrant, request, { signal })
    known.add(id)
  })
  return known
}

async function each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0
  const workOn = async () => {
    for (let one = all[next++]; one !== undefined; one = all[next++]) await work(one)
  }
  await Promise.all(Array.from({ length: Math.min(inFlight, all.length) }, workOn))
}
