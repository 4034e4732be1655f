import type { ChangePlanState, PastCounts, PastSource } from '../../shared/contract/changes'
import { zeroByte } from '../../shared/etcd/range'
import { fail, toFailure } from '../../shared/failure'
import { findCompactRevision } from '../cluster/compact-revision'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import type { KeyPage } from '../transfer/read-keys'
import { pace } from '../transfer/pace'
import { txnOps } from '../transfer/read-each'
import { leaseTtls, type LeaseTtls } from './grant-leases'
import { knownLeases } from './known-leases'
import { comparePast, type ComparePast, type PastKey } from './past-keys'
import { wantedLease } from './past-step'
import type { PlannedChange } from './plan-change'

const shown = 100

/** Another connection that a put-back's keys come from. */
export interface PlanSource {
  readonly name: string
  readonly client: EtcdClient
}

interface PlanPast extends Pick<ComparePast, 'scope' | 'past'> {
  readonly source?: PlanSource
}

type Progress = Extract<ChangePlanState, { kind: 'progress' }>
type Counts = { -readonly [name in keyof PastCounts]: PastCounts[name] }

/**
 * Compares a scope with what it was, both sides pinned: what a put-back would write and delete. Writes nothing and keeps
 * no values. A plan that changes nothing has a count of 0.
 */
export async function* planPast(
  client: EtcdClient,
  { source, ...request }: PlanPast,
  signal: AbortSignal,
): AsyncGenerator<readonly [Progress], PlannedChange, undefined> {
  const { past } = request
  const leases = await knownLeases(client, signal)
  const found = new PastTally(past, leases)
  const isDue = pace()
  let page: KeyPage | undefined
  let pastPage: KeyPage | undefined
  try {
    const compare = {
      ...{ ...request, signal, source: source && (() => source.client) },
      onNow: (next: KeyPage) => (page = next),
      onPast: (next: KeyPage) => (pastPage = next),
    }
    for await (const { keys, newer, same } of comparePast(client, compare)) {
      for (const each of keys) found.add(each)
      found.counts.same += same
      found.counts.newer += newer.length
      found.firstNewer.push(...newer.slice(0, shown - found.firstNewer.length).map(({ key }) => key))
      if (isDue())
        yield [{ kind: 'progress', done: found.looked, total: Math.max(found.looked, page?.totalKeys ?? 0) }]
    }
  } catch (error) {
    throwIfAborted(signal)
    throw await inField(source?.client ?? client, error, { past, signal })
  }
  const ttls = source && (await leaseTtls(source.client, found.missingLeases, signal))
  throwIfAborted(signal)
  if (!page) throw fail('internal', 'The keys were read without an answer.')
  const { revision, clusterId } = page
  const endpoint = client.state.endpoint ?? ''
  const none = { conflicts: 0, firstConflicts: [] }
  const from = source && { name: source.name, clusterId: pastPage?.clusterId ?? '' }
  const facts = found.facts({ ttls, from })
  return {
    plan: { kind: 'putBack', ...facts, endpoint, revision, clusterId, ...none, opsPerTxn: txnOps },
    ttls,
  }
}

class PastTally {
  readonly counts: Counts = { again: 0, changed: 0, same: 0, newer: 0, withoutLease: 0 }
  readonly first: { key: Uint8Array; effect: 'again' | 'changed' | 'deleted' }[] = []
  readonly firstNewer: Uint8Array[] = []
  readonly #leases = new Set<string>()
  /** Leases that are not there, and how many keys had each. */
  readonly #missing = new Map<string, number>()
  #count = 0
  #sizeBytes = 0
  #leasedKeys = 0

  constructor(
    private readonly past: ComparePast['past'],
    private readonly known: ReadonlySet<string>,
  ) {}

  /** Keys that were compared so far. */
  get looked(): number {
    const { again, changed, same, newer } = this.counts
    return again + changed + same + newer
  }

  /** Leases that keys had and the target has not. */
  get missingLeases(): readonly string[] {
    return [...this.#missing.keys()]
  }

  add({ now, past, ...rest }: PastKey): void {
    const kv = past ?? now
    if (!kv) return
    const effect = !past ? 'deleted' : now ? 'changed' : 'again'
    const wanted = past && wantedLease({ now, past, ...rest }, this.past)
    const lease = wanted ?? now?.lease
    this.#count += 1
    this.#sizeBytes += kv.key.length + kv.value.length
    if (effect !== 'deleted') this.counts[effect] += 1
    if (this.first.length < shown) this.first.push({ key: kv.key, effect })
    if (lease === undefined) return
    if (lease === wanted && !this.known.has(lease)) {
      this.#missing.set(lease, (this.#missing.get(lease) ?? 0) + 1)
      return
    }
    this.#leasedKeys += 1
    if (this.#leases.size < shown) this.#leases.add(lease)
  }

  /** @param ttls of the missing leases, those that a run grants anew */
  facts({ ttls = {}, from }: { ttls?: LeaseTtls; from?: Omit<PastSource, 'grants'> }) {
    const { counts, first, firstNewer } = this
    const size = { count: this.#count, sizeBytes: this.#sizeBytes, first }
    for (const [lease, keys] of this.#missing) {
      if (ttls[lease] === undefined) counts.withoutLease += keys
      else {
        this.#leasedKeys += keys
        if (this.#leases.size < shown) this.#leases.add(lease)
      }
    }
    const leases = { leases: [...this.#leases], leasedKeys: this.#leasedKeys }
    const grants = Object.keys(ttls).length
    const past = { ...this.past, ...counts, firstNewer, from: from && { ...from, grants } }
    return { ...size, ...leases, past }
  }
}

/** What etcd says of the earlier revision is told beside it, with the lowest one that can be read. */
async function inField(
  client: EtcdClient,
  error: unknown,
  { past, signal }: { readonly past: ComparePast['past']; readonly signal: AbortSignal },
): Promise<unknown> {
  const { code, message, reason } = toFailure(error)
  if (code === 'invalid') return fail(code, message, { reason, details: { field: 'revision' } })
  if (code !== 'compacted') return error
  const { header } = await client.unary(KV.method.range, { key: zeroByte, countOnly: true }, { signal })
  const current = headerRevision(header)
  const compactRevision = await findCompactRevision(client, { floor: 1n, current, signal })
  const words = `Revision ${past.revision} has been compacted away: the lowest that can be read is ${compactRevision}.`
  return fail('compacted', words, { reason, details: { field: 'revision', compactRevision } })
}
