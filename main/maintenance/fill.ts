import { maxFillBytes, maxFillKeys, type FillRow } from '../../shared/contract/maintenance'
import type { EtcdClient } from '../etcd/client'
import { ChurnTally } from '../history/churn-tally'
import { pace } from '../transfer/pace'
import { readKeys } from '../transfer/read-keys'

export interface FillRequest {
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
}

/** See the contract's `fill`: one reading of the keys at one revision, of which only sums by folder are kept. */
export async function* fill(
  client: EtcdClient,
  { prefix, separator }: FillRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly [FillRow], void, undefined> {
  const tally = new ChurnTally(prefix, separator)
  const isTime = pace(500)
  let facts = { revision: 0n, totalKeys: 0 }
  const row = (isDone: boolean, isBounded = false): readonly [FillRow] => {
    const { keys, bytes, folders, topByBytes } = tally.sums()
    return [{ ...facts, keys, bytes, folders, largest: topByBytes, isDone, isBounded }]
  }
  let [keys, bytes] = [0, 0]
  for await (const { revision, totalKeys, kvs } of readKeys(client, { kind: 'prefix', prefix }, { signal })) {
    facts = { revision, totalKeys }
    tally.add(kvs.map((kv) => ({ type: 'put', kv: { ...kv, lease: 0n } })))
    keys += kvs.length
    bytes += kvs.reduce((sum, kv) => sum + kv.key.length + kv.value.length, 0)
    if (keys >= maxFillKeys || bytes >= maxFillBytes) {
      yield row(true, keys < totalKeys)
      return
    }
    if (isTime()) yield row(false)
  }
  yield row(true)
}
