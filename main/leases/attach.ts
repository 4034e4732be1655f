import { fail } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { toCompare } from '../etcd/txn'

/** A key as it was read. */
export interface ReadKey {
  readonly key: Uint8Array
  readonly modRevision: bigint
}

/**
 * Hangs a key on a lease, or on none with 0, if it still stands at the revision that was read; resolves with the new
 * revision. The value does not travel: etcd keeps the one that is there.
 */
export async function setLease(
  client: EtcdClient,
  { key, modRevision }: ReadKey,
  { lease, signal }: { lease: bigint; signal?: AbortSignal },
): Promise<bigint> {
  const value = { key, lease, ignoreValue: true }
  const txn = {
    compare: [toCompare({ target: 'modRevision', key, equals: modRevision })],
    success: [{ request: { case: 'requestPut' as const, value } }],
  }
  const { succeeded, header } = await client.unary(KV.method.txn, txn, { signal })
  if (!succeeded)
    throw fail('conflict', 'Somebody else wrote or deleted this key meanwhile. Its lease was not changed.')
  return headerRevision(header)
}
