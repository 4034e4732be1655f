import type { KeyValue, TxnCompare } from '../../shared/contract/kv'
import { equalBytes } from '../../shared/etcd/key'
import { zeroByte } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { readEach } from '../transfer/read-each'
import type { Step } from './plan-step'

/** What became of a transaction nobody answered; `revision` is the store's own where it only deleted. */
export type Settled =
  { readonly kind: 'written'; readonly revision: bigint } | { readonly kind: 'pending' | 'unknown' }

/**
 * Finds out from the store what became of one transaction that is certainly no longer under way. It was carried out
 * whole or not at all, so one key tells for all of them: a step whose guards still hold was not carried out, one whose
 * keys stand as it leaves them was. `unknown` when others have touched every key of it since.
 */
export async function settleDoubt(
  client: EtcdClient,
  steps: readonly Step[],
  signal: AbortSignal,
): Promise<Settled> {
  let seen: { readonly revision: bigint } | undefined
  for (const step of steps) {
    const guarded = await readEach(
      client,
      step.guards.map(({ key }) => key),
      { signal },
    )
    if (step.guards.every((guard, i) => holds(guard, guarded[i]))) return { kind: 'pending' }
    seen ??= await carriedOut(client, step, signal)
  }
  return seen ? { kind: 'written', revision: seen.revision } : { kind: 'unknown' }
}

function holds(guard: TxnCompare, kv: KeyValue | undefined): boolean {
  if (guard.target === 'createRevision') return (kv?.createRevision ?? 0n) === guard.equals
  return guard.target === 'modRevision' && kv?.modRevision === guard.equals
}

async function carriedOut(client: EtcdClient, { put, gone }: Step, signal: AbortSignal) {
  if (gone && (await readEach(client, [gone], { signal }))[0]) return undefined
  if (put) {
    const [kv] = await readEach(client, [put.key], { signal })
    return kv && equalBytes(kv.value, put.value) ? { revision: kv.modRevision } : undefined
  }
  const { header } = await client.unary(KV.method.range, { key: zeroByte, countOnly: true }, { signal })
  return { revision: headerRevision(header) }
}
