import type { ChangeKind, ChangePlan, ChangePlanState, PastOf } from '../../shared/contract/changes'
import type { KeyScope } from '../../shared/contract/transfer'
import { fail } from '../../shared/failure'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { pace } from '../transfer/pace'
import { readEach, txnOps } from '../transfer/read-each'
import { readScope } from '../transfer/read-scope'
import { planPast, type PlanSource } from './plan-past'
import { checkMapping, mapKey, type Mapping } from './plan-step'

const shown = 100

export interface ChangeRequest {
  readonly kind: ChangeKind
  readonly scope: KeyScope
  readonly mapping?: Mapping
  readonly past?: PastOf
}

type Progress = Extract<ChangePlanState, { kind: 'progress' }>

/** What a dry run found, and what only its run needs to know. */
export interface PlannedChange {
  readonly plan: Omit<ChangePlan, 'id'>
  /** Leases to be granted anew: seconds by hex id. */
  readonly ttls?: Readonly<Record<string, number>>
}

/**
 * Reads all that a change would touch, and its targets, at one revision. Writes nothing and keeps no values.
 *
 * @param source where keys come from, for a put-back that names one
 */
export async function* planChange(
  client: EtcdClient,
  { source, ...request }: ChangeRequest & { readonly source?: PlanSource },
  signal: AbortSignal,
): AsyncGenerator<readonly [Progress], PlannedChange, undefined> {
  const { kind, scope, past } = request
  if (kind === 'putBack') {
    if (past) return yield* planPast(client, { scope, past, source }, signal)
    throw fail('invalid', 'Say which revision it goes back to.', { details: { field: 'revision' } })
  }
  checkMapping(kind, request.mapping)
  const mapping = kind === 'delete' ? undefined : request.mapping
  const first: { key: Uint8Array; target?: Uint8Array }[] = []
  const firstConflicts: Uint8Array[] = []
  const leases = new Set<string>()
  const isDue = pace()
  let [count, sizeBytes, leasedKeys, conflicts, revision, clusterId] = [0, 0, 0, 0, 0n, '']
  for await (const page of readScope(client, scope, { signal })) {
    revision = page.revision
    clusterId = page.clusterId
    for (const { key, value, lease } of page.kvs) {
      count += 1
      sizeBytes += key.length + value.length
      if (first.length < shown) first.push({ key, target: mapping && mapKey(key, mapping) })
      if (lease === undefined) continue
      leasedKeys += 1
      if (leases.size < shown) leases.add(lease)
    }
    if (mapping) {
      const targets = page.kvs.map(({ key }) => mapKey(key, mapping))
      const taken = await findTaken(client, targets, { signal, revision })
      conflicts += taken.length
      firstConflicts.push(...taken.slice(0, shown - firstConflicts.length))
    }
    if (isDue()) yield [{ kind: 'progress', done: count, total: page.totalKeys }]
  }
  throwIfAborted(signal)
  if (count === 0) throw fail('notFound', 'There is no such key any more.')
  const endpoint = client.state.endpoint ?? ''
  const facts = { count, sizeBytes, first, leases: [...leases], leasedKeys, endpoint, revision, clusterId }
  return { plan: { kind, ...facts, conflicts, firstConflicts, opsPerTxn: txnOps } }
}

/** Targets that are there already. */
async function findTaken(
  client: EtcdClient,
  targets: readonly Uint8Array[],
  options: { readonly signal: AbortSignal; readonly revision: bigint },
): Promise<readonly Uint8Array[]> {
  const taken: Uint8Array[] = []
  for (let at = 0; at < targets.length; at += txnOps) {
    const part = targets.slice(at, at + txnOps)
    const there = await readEach(client, part, options)
    taken.push(...part.filter((_target, i) => there[i] !== undefined))
  }
  return taken
}
