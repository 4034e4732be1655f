import type { CompactAccount, CompactPlan, CompactTarget } from '../../shared/contract/maintenance'
import { fail } from '../../shared/failure'
import { findCompactRevision } from '../cluster/compact-revision'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { storeRevision } from '../etcd/store-revision'
import type { TimesStore } from '../history/times-store'
import type { Panels } from '../panels/panels'
import { compactRevisionOf } from './compact-revision-of'
import { longMs } from './long'
import { panelsBehind } from './panels-behind'
import { readCluster, sizesOf } from './read-cluster'

export interface PlanCompaction {
  readonly connectionId: string
  readonly target: CompactTarget
  readonly times: TimesStore
  readonly panels: Panels
}

/** See the contract's `compactPlan`. */
export async function planCompaction(
  client: EtcdClient,
  { connectionId, target, times, panels }: PlanCompaction,
  signal: AbortSignal,
): Promise<CompactPlan> {
  const current = await storeRevision(client, signal)
  const [compactRevision, { clusterId }] = await Promise.all([
    findCompactRevision(client, { floor: 1n, current, signal }),
    readCluster(client, signal),
  ])
  const { points } = await times.of(clusterId)
  const choice = compactRevisionOf(target, { current, compactRevision, times: points, nowMs: Date.now() })
  return {
    ...choice,
    current,
    compactRevision,
    goes: choice.revision - compactRevision,
    panels: await panelsBehind(panels, connectionId, choice.revision),
  }
}

export interface Compaction {
  readonly revision: bigint
  readonly physical: boolean
}

/** See the contract's `compact`. */
export async function compact(
  client: EtcdClient,
  { revision, physical }: Compaction,
  signal: AbortSignal,
): Promise<CompactAccount> {
  const current = await storeRevision(client, signal)
  const details = { field: 'revision' }
  if (revision > current)
    throw fail('invalid', `That is in the future: the store stands at revision ${current}.`, { details })
  const [was, before] = await Promise.all([
    findCompactRevision(client, { floor: 1n, current, signal }),
    readCluster(client, signal),
  ])
  const begun = performance.now()
  await client.unary(KV.method.compact, { revision, physical }, { signal, timeoutMs: longMs })
  const tookMs = performance.now() - begun
  const after = await readCluster(client, signal)
  const goes = revision - was
  return { revision, goes, physical, tookMs, before: sizesOf(before), after: sizesOf(after) }
}
