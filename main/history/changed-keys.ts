import { type ChangedKey, type ChangedRow } from '../../shared/contract/history'
import { rangeOf } from '../../shared/etcd/range'
import { fail } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { storeRevision } from '../etcd/store-revision'
import { readEach, txnOps } from '../transfer/read-each'
import { ChangeTally } from './change-tally'
import { compareLists } from './changed-by-list'
import { ReplayedKeys } from './changed-by-replay'
import { pastFailure } from './past-revision'
import { replayUnordered } from './replay-unordered'

export interface ChangedRequest {
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  readonly from: bigint
  readonly to: bigint
}

export type Way = Extract<ChangedRow, { kind: 'progress' }>['way']

/** What a replayed revision costs against a key of a list, measured; and what a replay costs at least, in keys. */
const keysPerRevision = 8
const keysPerReplay = 40_000

/** See the contract's `history.changed`. @param way chosen by what it costs unless it is given */
export async function* changedKeys(
  client: EtcdClient,
  request: ChangedRequest,
  { signal, way }: { readonly signal: AbortSignal; readonly way?: Way },
): AsyncGenerator<readonly ChangedRow[], void, undefined> {
  const { prefix, separator, from, to } = request
  const current = await checkRevisions(client, request, signal)
  try {
    const tally = new ChangeTally(prefix, separator)
    const [before, after] = await Promise.all([from, to].map((at) => countKeys(client, prefix, at, signal)))
    const total = (before ?? 0) + (after ?? 0)
    const isReplayCheaper = keysPerReplay + Number(current - from) * keysPerRevision < total
    const chosen = way ?? (isReplayCheaper ? 'replay' : 'list')
    const compare =
      chosen === 'list'
        ? byList(client, request, { tally, total, signal })
        : byReplay(client, request, { tally, signal })
    yield* compare
    const keys = await withBefore(client, tally.keys(), { revision: from, signal })
    yield [{ kind: 'done', from, to, counts: tally.counts, folders: tally.folders(), keys }]
  } catch (error) {
    throw await pastFailure(client, error, {
      revision: from,
      field: 'from',
      key: rangeOf(prefix).key,
      signal,
    })
  }
}

interface Comparing {
  readonly tally: ChangeTally
  readonly signal: AbortSignal
}

async function* byList(
  client: EtcdClient,
  { prefix, from, to }: ChangedRequest,
  { tally, total, signal }: Comparing & { readonly total: number },
): AsyncGenerator<readonly ChangedRow[], void, undefined> {
  const target = await client.target(signal)
  for await (const done of compareLists({ target, prefix, from, to }, tally, signal))
    yield [{ kind: 'progress', way: 'list', done, total }]
}

async function* byReplay(
  client: EtcdClient,
  { prefix, from, to }: ChangedRequest,
  { tally, signal }: Comparing,
): AsyncGenerator<readonly ChangedRow[], void, undefined> {
  const keys = new ReplayedKeys()
  const range = { ...rangeOf(prefix), from: from + 1n, to }
  for await (const item of replayUnordered(client, range, signal)) {
    if (item.kind === 'lost') throw fail('compacted', 'That revision has been compacted away.')
    if (item.kind === 'events') keys.add(item.events)
    if (item.kind === 'reached')
      yield [
        { kind: 'progress', way: 'replay', done: Number(item.revision - from), total: Number(to - from) },
      ]
  }
  await keys.tellTo(tally)
}

/** Both revisions must be there to be compared; answers the store's revision. */
async function checkRevisions(
  client: EtcdClient,
  { prefix, from, to }: ChangedRequest,
  signal: AbortSignal,
): Promise<bigint> {
  const { key } = rangeOf(prefix)
  const current = await storeRevision(client, signal, key)
  for (const [field, revision] of Object.entries({ from, to })) {
    if (revision <= current) continue
    const message = `Revision ${revision} does not exist yet: the store is at ${current}.`
    throw fail('invalid', message, { details: { field } })
  }
  if (from >= to) throw fail('invalid', 'This must be the earlier revision.', { details: { field: 'from' } })
  return current
}

async function countKeys(client: EtcdClient, prefix: Uint8Array, revision: bigint, signal: AbortSignal) {
  const range = { ...rangeOf(prefix), revision, countOnly: true }
  return Number((await client.unary(KV.method.range, range, { signal, timeoutMs: 60_000 })).count)
}

/** A replay does not say at which revision a key stood before: asks for those that are told. */
async function withBefore(
  client: EtcdClient,
  keys: readonly ChangedKey[],
  options: { readonly revision: bigint; readonly signal: AbortSignal },
): Promise<readonly ChangedKey[]> {
  const wanted = keys.filter(({ kind, before }) => kind !== 'added' && !before)
  const found = new Map<ChangedKey, ChangedKey>()
  for (let at = 0; at < wanted.length; at += txnOps) {
    const portion = wanted.slice(at, at + txnOps)
    const was = await readEach(
      client,
      portion.map(({ key }) => key),
      { ...options, keysOnly: true },
    )
    portion.forEach((changed, i) => {
      const modRevision = was[i]?.modRevision
      if (modRevision !== undefined) found.set(changed, { ...changed, before: { modRevision } })
    })
  }
  return keys.map((changed) => found.get(changed) ?? changed)
}
