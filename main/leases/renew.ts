import { fail, FailureError } from '../../shared/failure'
import { formatId } from '../../shared/etcd/id'
import type { EtcdClient } from '../etcd/client'
import { fromGrpc } from '../etcd/etcd-failure'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'

/**
 * Renews a lease once and resolves with its new TTL in seconds. `notFound` when it has expired or was revoked, else
 * what the call ended with.
 */
export async function renewLease(client: EtcdClient, id: bigint, signal?: AbortSignal): Promise<number> {
  const call = await client.duplex(Lease.method.leaseKeepAlive, { signal })
  try {
    call.send({ id })
    for await (const answer of call.messages) {
      if (answer.ttl > 0n) return Number(answer.ttl)
      throw fail('notFound', `Lease ${formatId(id)} is gone: it has expired or was revoked.`)
    }
    throw fail('unavailable', 'The member hung up before it answered.')
  } catch (error) {
    await client.refuseToken(error, call.token)
    throw new FailureError(fromGrpc(error, { endpoint: call.endpoint }), { cause: error })
  } finally {
    call[Symbol.dispose]()
  }
}
