import { setTimeout as delay } from 'node:timers/promises'
import { implement } from '@orpc/server'
import { leaseContract, type LeasePage, type LeaseRow } from '../../shared/contract/lease'
import { formatId } from '../../shared/etcd/id'
import { bytesToText, compareBytes } from '../../shared/etcd/key'
import { fail } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import type { EtcdClient } from '../etcd/client'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'
import { leaseOf } from '../etcd/txn'
import { setLease } from '../leases/attach'
import { keepAlive } from '../leases/keep-alive'
import { leaseIds, leasePage, type PageRequest } from '../leases/lease-page'
import { renewLease } from '../leases/renew'
import type { Streams } from '../streams'

/** A page is asked for again after this, or after twenty times what asking took. */
const intervalMs = 2_000

async function lookAt(client: EtcdClient, id: string, more: { keys?: boolean; signal?: AbortSignal }) {
  const { keys, signal } = more
  const lease = await client.unary(Lease.method.leaseTimeToLive, { id: leaseOf(id), keys }, { signal })
  return {
    id: formatId(lease.id),
    ttlSeconds: Number(lease.ttl),
    grantedTtlSeconds: Number(lease.grantedTtl),
    // etcd tells them in no order.
    keys: lease.keys.map((key) => Uint8Array.from(key)).sort(compareBytes),
  } satisfies LeaseRow
}

function sameKeys(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  const names = new Set(a.map(bytesToText))
  return a.length === b.length && b.every((key) => names.has(bytesToText(key)))
}

export function leaseService(connections: Connections, streams: Streams) {
  const os = implement(leaseContract)

  async function* pages(
    connectionId: string,
    request: PageRequest,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [LeasePage]> {
    while (!signal.aborted) {
      const began = performance.now()
      yield [await leasePage(connections.client(connectionId), request, signal)]
      const pauseMs = Math.max(intervalMs, 20 * (performance.now() - began))
      await delay(pauseMs, undefined, { signal }).catch(() => {})
    }
  }

  return os.router({
    grant: os.grant.handler(async ({ input: { connectionId, ttlSeconds, id }, signal }) => {
      const client = connections.writableClient(connectionId)
      const request = { ttl: BigInt(ttlSeconds), id: id === undefined ? 0n : leaseOf(id) }
      const granted = await client.unary(Lease.method.leaseGrant, request, { signal })
      return { id: formatId(granted.id), ttlSeconds: Number(granted.ttl) }
    }),
    revoke: os.revoke.handler(async ({ input: { connectionId, id, keys }, signal }) => {
      const client = connections.writableClient(connectionId)
      if (keys && !sameKeys(keys, (await lookAt(client, id, { keys: true, signal })).keys))
        throw fail(
          'conflict',
          'Other keys hang on this lease by now. It was not revoked; nothing was deleted.',
        )
      await client.unary(Lease.method.leaseRevoke, { id: leaseOf(id) }, { signal })
    }),
    timeToLive: os.timeToLive.handler(({ input: { connectionId, id, keys }, signal }) =>
      lookAt(connections.client(connectionId), id, { keys, signal }),
    ),
    list: os.list.handler(async ({ input: { connectionId }, signal }) =>
      Array.from(await leaseIds(connections.client(connectionId), signal), formatId),
    ),
    page: os.page.handler(({ input: { connectionId, ...request }, signal }) => {
      connections.client(connectionId)
      return streams.serve((stop) => pages(connectionId, request, stop), signal)
    }),
    keepAliveOnce: os.keepAliveOnce.handler(async ({ input: { connectionId, id }, signal }) => ({
      ttlSeconds: await renewLease(connections.writableClient(connectionId), leaseOf(id), signal),
    })),
    keepAlive: os.keepAlive.handler(({ input: { connectionId, id }, signal }) => {
      const writable = () => connections.writableClient(connectionId)
      writable()
      return streams.serve((stop) => keepAlive(writable, leaseOf(id), stop), signal)
    }),
    attach: os.attach.handler(async ({ input: { connectionId, id, ...key }, signal }) => {
      const client = connections.writableClient(connectionId)
      return { revision: await setLease(client, key, { lease: leaseOf(id), signal }) }
    }),
    detach: os.detach.handler(async ({ input: { connectionId, ...key }, signal }) => {
      const client = connections.writableClient(connectionId)
      return { revision: await setLease(client, key, { lease: 0n, signal }) }
    }),
  })
}
