import { fail, toFailure, type Failure } from '../../shared/failure'
import { textToBytes } from '../../shared/etcd/key'
import { rangeOf } from '../../shared/etcd/range'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'
import { loadKey } from './load-keys'

/** So many keys are deleted in one transaction: etcd answers others between them. */
const portion = 2_000
const tries = 5
const pauseMs = 1_000

export interface Written {
  readonly client: EtcdClient
  readonly prefix: string
  readonly lease: bigint
  /** Numbers of keys that may be there: those below. */
  readonly sent: number
}

/**
 * Deletes what a check wrote, in portions, and then its lease; yields how many keys are gone, and returns why some may be
 * left. A portion that fails is tried again: deleting twice does no harm. Aborting goes on with ending the lease, which
 * deletes the rest at once.
 */
export async function* cleanUp(
  { client, prefix, lease, sent }: Written,
  signal: AbortSignal,
): AsyncGenerator<number, Failure | undefined, void> {
  try {
    for (let from = 0; from < sent && !signal.aborted; from += portion) {
      const to = Math.min(sent, from + portion)
      await again(() =>
        client.unary(KV.method.deleteRange, { key: loadKey(prefix, from), rangeEnd: loadKey(prefix, to) }),
      )
      yield to
    }
    await again(() => client.unary(Lease.method.leaseRevoke, { id: lease }, { timeoutMs: 30_000 }))
    const left = await client.unary(KV.method.range, { ...rangeOf(textToBytes(prefix)), countOnly: true })
    if (left.count > 0n) throw fail('internal', `${left.count} keys of the speed check are still there.`)
    return undefined
  } catch (error) {
    return toFailure(error)
  }
}

async function again(work: () => Promise<unknown>): Promise<void> {
  for (let n = 1; ; n++) {
    try {
      await work()
      return
    } catch (error) {
      // A lease that is gone is what is wanted.
      if (toFailure(error).code === 'notFound') return
      if (n === tries) throw error
      await delay(pauseMs)
    }
  }
}
