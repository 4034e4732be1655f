import { formatId } from '../../shared/etcd/id'
import type { EtcdClient } from '../etcd/client'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'

/** As long as an API server keeps its events, in seconds. */
const eventSeconds = 3_600
/** Events of so many milliseconds share a lease. */
const sharedMs = 60_000

/** The lease that new events hang on: a new one each minute, as an API server does it. */
export class EventLease {
  #current: { readonly id: string; readonly since: number } | undefined

  constructor(private readonly client: EtcdClient) {}

  async id(signal: AbortSignal): Promise<string> {
    const now = performance.now()
    if (this.#current && now - this.#current.since < sharedMs) return this.#current.id
    const { id } = await this.client.unary(Lease.method.leaseGrant, { ttl: BigInt(eventSeconds) }, { signal })
    this.#current = { id: formatId(id), since: now }
    return this.#current.id
  }
}
