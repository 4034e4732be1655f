import type { ChangePlan } from '../../shared/contract/changes'
import { fail } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import type { BackedUp } from './backup-file'
import { oldValues } from './old-values'
import type { Operation } from './operation'
import type { OperationHead } from './operation-head'
import { pastKeys, type PastKey } from './past-keys'
import { pastStep, pastStepBack } from './past-step'
import type { ChangeRequest } from './plan-change'
import { backwardStep, forwardStep, type Step } from './plan-step'

/** A key of a plan as it was before; a put-back also knows what it goes back to. */
export type PlannedKey = BackedUp | PastKey

/** What a put-back goes back to; `internal` when it was planned without. */
export function pastIn({ past }: ChangeRequest) {
  if (past) return past
  throw fail('internal', 'A put-back was planned without a revision.')
}

/** How many keys each file of a put-back's plan holds. */
export function fileCounts({ count, past }: ChangePlan): { readonly now: number; readonly past: number } {
  const { again = 0, changed = 0 } = past ?? {}
  return { now: count - again, past: again + changed }
}

/** Another connection that keys come from; throws when it is not open. */
export type SourceOf = (connectionId: string) => EtcdClient

export interface PlannedKeysOptions {
  readonly signal: AbortSignal
  readonly sourceOf: SourceOf
}

/** The comparison that a put-back's plan was made by, and is made by again. */
export function compareOf({ plan, request }: OperationHead, { signal, sourceOf }: PlannedKeysOptions) {
  const past = pastIn(request)
  const { source } = past
  return {
    ...{ scope: request.scope, past, now: plan.revision, signal },
    source: source === undefined ? undefined : () => sourceOf(source),
    sourceClusterId: plan.past?.from?.clusterId,
  }
}

/** The keys of a plan, in its order: from its files, else from history; throws `compacted` when neither is there. */
export async function* plannedKeys(
  client: EtcdClient,
  { head, backup, past }: Operation,
  { signal, sourceOf }: PlannedKeysOptions,
): AsyncGenerator<readonly PlannedKey[], void, undefined> {
  const { plan, request } = head
  const { scope } = request
  if (request.kind !== 'putBack') return yield* oldValues({ client, plan, scope, backup }, signal)
  const compare = compareOf(head, { signal, sourceOf })
  yield* pastKeys(client, { backup, past, counts: fileCounts(plan) }, compare)
}

/** How a key is changed, if it stands as planned. @param leases those that exist, where they matter */
export function stepOf(request: ChangeRequest, each: PlannedKey, leases: ReadonlySet<string>): Step {
  return 'kv' in each
    ? forwardStep(request.kind, each.index, each.kv, request.mapping)
    : pastStep(each, leases, request.past)
}

/** How that is taken back; a lease that is gone is left out. */
export function stepBack(
  { kind, mapping }: ChangeRequest,
  each: PlannedKey,
  { written, leases }: { readonly written: bigint; readonly leases: ReadonlySet<string> },
): Step {
  if (!('kv' in each)) return pastStepBack(each, { written, leases })
  const { index, kv } = each
  const isBare = kind !== 'duplicate' && kv.lease !== undefined && !leases.has(kv.lease)
  const bare = isBare ? { ...kv, lease: undefined } : kv
  return { ...backwardStep(kind, index, { kv: bare, written, mapping }), isBare }
}
