import { implement } from '@orpc/server'
import { leaseContract } from '../../shared/contract/lease'
import { formatId } from '../../shared/etcd/id'
import { fail } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'
import { leaseOf } from '../etcd/txn'

export function leaseService(connections: Connections) {
  const os = implement(leaseContract)
  return os.router({
    grant: os.grant.handler(async ({ input: { connectionId, ttlSeconds, id }, signal }) => {
      const client = connections.writableClient(connectionId)
      const request = { ttl: BigInt(ttlSeconds), id: id === undefined ? 0n : leaseOf(id) }
      const granted = await client.unary(Lease.method.leaseGrant, request, { signal })
      return { id: formatId(granted.id), ttlSeconds: Number(granted.ttl) }
    }),
    revoke: os.revoke.handler(async ({ input: { connectionId, id }, signal }) => {
      await connections
        .writableClient(connectionId)
        .unary(Lease.method.leaseRevoke, { id: leaseOf(id) }, { signal })
    }),
    timeToLive: os.timeToLive.handler(async ({ input: { connectionId, id, keys }, signal }) => {
      const client = connections.client(connectionId)
      const lease = await client.unary(Lease.method.leaseTimeToLive, { id: leaseOf(id), keys }, { signal })
      return {
        id: formatId(lease.id),
        ttlSeconds: Number(lease.ttl),
        grantedTtlSeconds: Number(lease.grantedTtl),
        keys: lease.keys.map((key) => Uint8Array.from(key)),
      }
    }),
    list: os.list.handler(async ({ input: { connectionId }, signal }) => {
      const { leases } = await connections
        .client(connectionId)
        .unary(Lease.method.leaseLeases, {}, { signal })
      return leases.map((each) => formatId(each.id))
    }),
    keepAliveOnce: os.keepAliveOnce.handler(async ({ input: { connectionId, id }, signal }) => {
      const client = connections.writableClient(connectionId)
      using call = await client.duplex(Lease.method.leaseKeepAlive, { signal })
      call.send({ id: leaseOf(id) })
      for await (const answer of call.messages) {
        if (answer.ttl <= 0n) throw fail('notFound', `Lease ${id} is gone: it has expired or was revoked.`)
        return { ttlSeconds: Number(answer.ttl) }
      }
      throw fail('unavailable', 'The member hung up before it answered.')
    }),
  })
}
