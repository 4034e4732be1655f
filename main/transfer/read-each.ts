import type { KeyValue } from '../../shared/contract/kv'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { toKeyValue } from '../etcd/rows'
import { isTooMuch } from '../etcd/too-much'

/** What etcd takes in one transaction unless its `--max-txn-ops` says otherwise. */
export const txnOps = 128

export interface ReadEachOptions {
  readonly signal?: AbortSignal
  readonly revision?: bigint
  /** Without their values: those are empty then. */
  readonly keysOnly?: boolean
  /** In all, with what is asked again. Default 60,000. */
  readonly timeoutMs?: number
}

/**
 * Single keys, each as it is at `revision` (default: now) or undefined, in the order of `keys`. One transaction that
 * only reads, so all of them at the same revision; halved where the server takes fewer operations.
 */
export async function readEach(
  client: EtcdClient,
  keys: readonly Uint8Array[],
  options: ReadEachOptions = {},
): Promise<readonly (KeyValue | undefined)[]> {
  const { signal, revision = 0n, keysOnly, timeoutMs = 60_000 } = options
  const success = keys.map((key) => ({
    request: { case: 'requestRange' as const, value: { key, revision, keysOnly } },
  }))
  try {
    const answer = await client.unary(KV.method.txn, { success }, { signal, repeatable: true, timeoutMs })
    return answer.responses.map(({ response }) => {
      const kv = response.case === 'responseRange' ? response.value.kvs[0] : undefined
      return kv && toKeyValue(kv)
    })
  } catch (error) {
    if (!isTooMuch(error) || keys.length < 2) throw error
    const half = Math.ceil(keys.length / 2)
    return [
      ...(await readEach(client, keys.slice(0, half), options)),
      ...(await readEach(client, keys.slice(half), options)),
    ]
  }
}
