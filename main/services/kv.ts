import { implement } from '@orpc/server'
import { kvContract, type TxnCompare, type TxnOp, type TxnResult } from '../../shared/contract/kv'
import { fail } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { toRangeResult } from '../etcd/rows'
import { toCompare, toRangeRequest, toRequestOp, toTxnResult } from '../etcd/txn'

interface Txn {
  readonly compare: readonly TxnCompare[]
  readonly success: readonly TxnOp[]
  readonly failure?: readonly TxnOp[]
}

async function commit(client: EtcdClient, txn: Txn, signal: AbortSignal | undefined): Promise<TxnResult> {
  const request = {
    compare: txn.compare.map(toCompare),
    success: txn.success.map(toRequestOp),
    failure: (txn.failure ?? []).map(toRequestOp),
  }
  return toTxnResult(await client.unary(KV.method.txn, request, { signal }))
}

function writes({ success, failure }: Txn): boolean {
  return [...success, ...(failure ?? [])].some((op) => op.kind !== 'range')
}

/** Reads, and writes that are each one transaction; guarded ones lose with `conflict` or `exists`, never silently. */
export function kvService(connections: Connections) {
  const os = implement(kvContract)
  return os.router({
    range: os.range.handler(async ({ input: { connectionId, ...range }, signal }) =>
      toRangeResult(
        await connections.client(connectionId).unary(KV.method.range, toRangeRequest(range), { signal }),
      ),
    ),
    txn: os.txn.handler(({ input: { connectionId, ...txn }, signal }) => {
      const client = writes(txn) ? connections.writableClient(connectionId) : connections.client(connectionId)
      return commit(client, txn, signal)
    }),
    create: os.create.handler(async ({ input: { connectionId, key, value, lease }, signal }) => {
      const txn: Txn = {
        compare: [{ target: 'createRevision', key, equals: 0n }],
        success: [{ kind: 'put', key, value, lease }],
      }
      const { succeeded, revision } = await commit(connections.writableClient(connectionId), txn, signal)
      if (!succeeded)
        throw fail('exists', 'This key is already there. Nothing was written.', { details: { field: 'key' } })
      return { revision }
    }),
    save: os.save.handler(async ({ input: { connectionId, key, value, modRevision }, signal }) => {
      const txn: Txn = {
        compare: [{ target: 'modRevision', key, equals: modRevision }],
        success: [{ kind: 'put', key, value, ignoreLease: true }],
      }
      const { succeeded, revision } = await commit(connections.writableClient(connectionId), txn, signal)
      if (!succeeded)
        throw fail('conflict', 'Somebody else wrote or deleted this key meanwhile. Nothing was written.')
      return { revision }
    }),
    remove: os.remove.handler(async ({ input: { connectionId, key, modRevision }, signal }) => {
      const txn: Txn = {
        compare: [{ target: 'modRevision', key, equals: modRevision }],
        success: [{ kind: 'delete', key }],
      }
      const { succeeded, revision } = await commit(connections.writableClient(connectionId), txn, signal)
      if (!succeeded)
        throw fail('conflict', 'Somebody else wrote or deleted this key meanwhile. Nothing was deleted.')
      return { revision }
    }),
  })
}
