import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import type { KeyValue } from '../etcd/gen/mvccpb/kv_pb'
import { isTooMuch } from '../etcd/too-much'
import { txnOps } from '../transfer/read-each'

/** A key's value at one revision, as the wire has it: on the memory of the answer it came in. */
export type Version = KeyValue

/** More at a time gains nothing. */
const inFlight = 2

/**
 * One key as it is at each of several revisions, or undefined where it is not there, in the order of `revisions`:
 * transactions that only read, which take etcd as long as one Range each. Fails with `compacted` when one revision is gone.
 */
export async function readVersions(
  client: EtcdClient,
  { key, revisions }: { readonly key: Uint8Array; readonly revisions: readonly bigint[] },
  signal: AbortSignal,
): Promise<readonly (Version | undefined)[]> {
  const found = new Array<Version | undefined>(revisions.length)
  let next = 0
  async function readOn() {
    while (next < revisions.length) {
      const from = next
      next += txnOps
      const portion = await readPortion(client, key, revisions.slice(from, next), signal)
      portion.forEach((version, i) => (found[from + i] = version))
    }
  }
  await Promise.all(Array.from({ length: inFlight }, readOn))
  return found
}

async function readPortion(
  client: EtcdClient,
  key: Uint8Array,
  revisions: readonly bigint[],
  signal: AbortSignal,
): Promise<readonly (Version | undefined)[]> {
  const success = revisions.map((revision) => ({
    request: { case: 'requestRange' as const, value: { key, revision } },
  }))
  try {
    const options = { signal, repeatable: true, timeoutMs: 60_000 }
    const { responses } = await client.unary(KV.method.txn, { success }, options)
    return responses.map(({ response }) =>
      response.case === 'responseRange' ? response.value.kvs[0] : undefined,
    )
  } catch (error) {
    if (!isTooMuch(error) || revisions.length < 2) throw error
    const half = Math.ceil(revisions.length / 2)
    return [
      ...(await readPortion(client, key, revisions.slice(0, half), signal)),
      ...(await readPortion(client, key, revisions.slice(half), signal)),
    ]
  }
}
