import type { WriteResult } from '../../shared/contract/kv'
import { formatId } from '../../shared/etcd/id'
import { fail, FailureError } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { toCompare } from '../etcd/txn'
import { pastFailure } from './past-revision'

/** See the contract's `history.putBack`. */
export interface PutBack {
  readonly key: Uint8Array
  readonly from: bigint
  readonly expected: bigint
  readonly lease: 'keep' | 'original' | 'none'
}

/**
 * Writes what a key was at an earlier revision as a new one: one transaction, guarded by the revision it was seen at
 * last. The old value is read first; the transaction is sent once.
 */
export async function putBack(
  client: EtcdClient,
  { key, from, expected, lease }: PutBack,
  signal: AbortSignal | undefined,
): Promise<WriteResult> {
  const old = await readAt(client, key, from, signal)
  const original = lease === 'original' ? old.lease : 0n
  // A key that is not there has no lease to keep, and etcd refuses to ignore the lease of such a one.
  const ignoreLease = lease === 'keep' && expected > 0n
  const value = { key, value: old.value, lease: original, ignoreLease }
  const request = {
    compare: [toCompare({ target: 'modRevision', key, equals: expected })],
    success: [{ request: { case: 'requestPut' as const, value } }],
  }
  try {
    const { succeeded, header } = await client.unary(KV.method.txn, request, { signal })
    if (succeeded) return { revision: headerRevision(header) }
  } catch (error) {
    throw original === 0n ? error : named(error, original)
  }
  throw fail('conflict', 'Somebody else wrote or deleted this key meanwhile. Nothing was written.')
}

async function readAt(
  client: EtcdClient,
  key: Uint8Array,
  revision: bigint,
  signal: AbortSignal | undefined,
) {
  let kv
  try {
    ;[kv] = (await client.unary(KV.method.range, { key, revision }, { signal })).kvs
  } catch (error) {
    throw await pastFailure(client, error, { revision, field: 'from', key, signal })
  }
  if (kv) return kv
  throw fail('notFound', `The key was not there at revision ${revision}.`, { details: { field: 'from' } })
}

/** The lease of old may have ended: that is about the choice of the lease, not about the key. */
function named(error: unknown, lease: bigint): unknown {
  if (!(error instanceof FailureError) || error.failure.reason !== 'etcdserver: requested lease not found')
    return error
  const message = `The lease ${formatId(lease)} has ended. Nothing was written: put the key back without it.`
  return fail('precondition', message, { reason: error.failure.reason, details: { field: 'lease' } })
}
