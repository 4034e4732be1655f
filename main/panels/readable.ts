import { toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'

export interface Probe {
  /** One that the user may read: a key of the panel's range. */
  readonly key: Uint8Array
  readonly revision: bigint
}

/** True when the store can be read at a revision, so that every event after it is still there. Fails with `invalid` for the future. */
export async function isReadable(
  client: EtcdClient,
  { key, revision }: Probe,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await client.unary(KV.method.range, { key, revision, keysOnly: true }, { signal })
    return true
  } catch (error) {
    if (toFailure(error).code === 'compacted') return false
    throw error
  }
}

/**
 * The lowest revision that can be read, when `revision` cannot: the compacted one, found by halving (no answer to a Range
 * names it). Up to and with it events are gone, above it none is.
 */
export async function lowestReadable(
  client: EtcdClient,
  { key, revision }: Probe,
  signal: AbortSignal | undefined,
): Promise<bigint> {
  const { header } = await client.unary(KV.method.range, { key, keysOnly: true }, { signal })
  let gone = revision
  let readable = headerRevision(header)
  while (readable - gone > 1n) {
    const middle = gone + (readable - gone) / 2n
    if (await isReadable(client, { key, revision: middle }, signal)) readable = middle
    else gone = middle
  }
  return readable
}
