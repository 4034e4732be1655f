import { formatId } from '../../shared/etcd/id'
import type { EtcdClient } from '../etcd/client'
import { leaseIds } from '../leases/lease-page'

/** The leases that exist now, as hex ids. */
export async function knownLeases(client: EtcdClient, signal: AbortSignal): Promise<ReadonlySet<string>> {
  return new Set(Array.from(await leaseIds(client, signal), formatId))
}
