import type { KeyValue } from '../../shared/contract/kv'
import type { PlannedKey, PlannedKind, TransferPlan, TransferProgress } from '../../shared/contract/transfer'
import { equalBytes, startsWith } from '../../shared/etcd/key'
import { formatId } from '../../shared/etcd/id'
import { fail } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'
import { clusterIdOf } from './cluster-id'
import { findExtra, type ExtraKeys } from './find-extra'
import { Guards } from './guards'
import type { TransferEntry } from './json-lines'
import { pace } from './pace'
import { portions } from './portions'
import { readEach } from './read-each'
import type { OpenSource } from './source'

const shownKeys = 100

/** A dry run's outcome, with what its run needs. */
export interface Planned {
  readonly plan: Omit<TransferPlan, 'id'>
  readonly guards: Guards
  readonly source: OpenSource
  /** Leases that may be attached: those the target has. */
  readonly leases: ReadonlySet<string>
  /** What a run deletes; only where it was asked for. */
  readonly extra?: ExtraKeys
}

export interface PlanOptions {
  readonly leases: 'drop' | 'reattach'
  /** Keys that only the target has are to go. */
  readonly deleteExtra?: boolean
}

/**
 * Compares every entry of a source with the target, a portion at a time, and remembers of each only what kind it is
 * and the revision it was seen at. Writes nothing.
 */
export async function* planTransfer(
  client: EtcdClient,
  source: OpenSource,
  { leases: leaseChoice, deleteExtra = false }: PlanOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly [TransferProgress], Planned, undefined> {
  const leases = leaseChoice === 'drop' ? new Set<string>() : await leasesOf(client, signal)
  const isSameCluster =
    source.clusterId !== undefined && source.clusterId === (await clusterIdOf(client, signal))
  if (deleteExtra) checkApart(source, isSameCluster)
  const guards = new Guards()
  const counts: Record<PlannedKind, number> = { added: 0, changed: 0, same: 0, conflicting: 0 }
  const first: Record<PlannedKind, PlannedKey[]> = { added: [], changed: [], same: [], conflicting: [] }
  const leaseCounts = { attached: 0, dropped: 0 }
  const isDue = pace()
  let bytes = 0
  for await (const entries of portions(source.entries(signal))) {
    const found = await readEach(
      client,
      entries.map((entry) => entry.key),
      { signal },
    )
    for (const [i, entry] of entries.entries()) {
      const current = found[i]
      const kind = kindOf(entry, current, { leases, isSameCluster })
      guards.push(kind, current?.modRevision ?? 0n)
      counts[kind] += 1
      bytes += entry.key.length + entry.value.length
      if (entry.lease !== undefined) leaseCounts[leases.has(entry.lease) ? 'attached' : 'dropped'] += 1
      if (first[kind].length < shownKeys) first[kind].push(plannedKey(entry, current))
    }
    const { totalKeys } = source
    if (isDue()) yield [{ kind: 'progress', phase: 'compare', keys: guards.length, totalKeys, bytes }]
  }
  const { named } = source
  const extra =
    deleteExtra && named
      ? await findExtra(client, { prefix: named.prefix, names: named.names(signal) }, signal)
      : undefined
  const plan = {
    ...{ keys: guards.length, bytes, counts, first, leases: leaseCounts },
    extra: extra && { count: extra.keys.length, first: extra.keys.slice(0, shownKeys).map(({ key }) => key) },
  }
  return { plan, guards, source, leases, extra }
}

/** A sync onto its own source would delete what it reads. */
function checkApart({ named }: OpenSource, isSameCluster: boolean): void {
  const details = { field: 'deleteExtra' }
  if (!named)
    throw fail('invalid', 'Only a prefix of a connection tells which keys are too many.', { details })
  const { prefix, from } = named
  if (isSameCluster && (startsWith(prefix, from) || startsWith(from, prefix)))
    throw fail(
      'invalid',
      'Both prefixes are in the same cluster and overlap: nothing can be deleted there.',
      {
        details,
      },
    )
}

function kindOf(
  entry: TransferEntry,
  current: KeyValue | undefined,
  { leases, isSameCluster }: { leases: ReadonlySet<string>; isSameCluster: boolean },
): PlannedKind {
  if (!current) return 'added'
  const isLeaseKept = entry.lease === undefined || !leases.has(entry.lease) || entry.lease === current.lease
  if (isLeaseKept && equalBytes(entry.value, current.value)) return 'same'
  return isSameCluster && entry.modRevision === current.modRevision ? 'changed' : 'conflicting'
}

function plannedKey({ key, value }: TransferEntry, current: KeyValue | undefined): PlannedKey {
  return {
    key,
    sizeBytes: value.length,
    current: current && { sizeBytes: current.value.length, modRevision: current.modRevision },
  }
}

async function leasesOf(client: EtcdClient, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { leases } = await client.unary(Lease.method.leaseLeases, {}, { signal })
  return new Set(leases.map((lease) => formatId(lease.id)))
}
