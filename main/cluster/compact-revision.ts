import { toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { probeKey } from './probe-read'

async function isReadable(
  client: EtcdClient,
  { key, revision, signal }: { key: Uint8Array; revision: bigint; signal: AbortSignal },
): Promise<boolean> {
  try {
    await client.unary(KV.method.range, { key, revision, countOnly: true, serializable: true }, { signal })
    return true
  } catch (error) {
    if (toFailure(error).code === 'compacted') return false
    throw error
  }
}

export interface FindCompactRevision {
  readonly floor: bigint
  readonly current: bigint
  readonly key?: Uint8Array
  readonly signal: AbortSignal
}

/**
 * The lowest revision that can still be read, which is the compacted revision once there was a compaction (etcd
 * refuses revisions below it and no answer names it), else 1. Found by halving; `floor` is what is known already:
 * while it still holds, that is one request. `key`: which is looked at; a user who may not read everything needs one of
 * those they may.
 */
export async function findCompactRevision(
  client: EtcdClient,
  { floor, current, key = probeKey, signal }: FindCompactRevision,
): Promise<bigint> {
  if (await isReadable(client, { key, revision: floor, signal })) return floor
  let gone = floor
  let readable = current
  while (readable - gone > 1n) {
    const middle = gone + (readable - gone) / 2n
    if (await isReadable(client, { key, revision: middle, signal })) readable = middle
    else gone = middle
  }
  return readable
}
