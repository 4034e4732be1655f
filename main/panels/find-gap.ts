import { maxKnownKeys, type PanelGap } from '../../shared/contract/panels'
import { compareBytes } from '../../shared/etcd/key'
import { keyAfter, type KeyRange } from '../../shared/etcd/range'
import { toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV, type RangeResponse } from '../etcd/gen/etcdserverpb/kv_pb'
import type { KeyValue } from '../etcd/gen/mvccpb/kv_pb'
import { lowestReadable } from './readable'

/** The first so many keys of each kind are named. */
const namedKeys = 100
/** Every limited Range walks the rest of its range on the server. */
const keysPerPage = 50_000

export interface GapSearch {
  readonly range: KeyRange
  /** Everything up to here was seen. */
  readonly cursor: bigint
  /** The keys that were there then, by their bytes in latin1; undefined: not known. */
  readonly known: Set<string> | undefined
}

export interface FoundGap {
  readonly gap: PanelGap
  /** All keys that are there at its end; undefined where there are many. */
  readonly keys: readonly Uint8Array[] | undefined
}

/**
 * What a compaction hid from a panel: the revisions after `cursor` up to the compacted one, and what differs between the two
 * sides. The side after is listed at the compacted revision, where it can still be read; the side before cannot, so it is
 * what the panel knows. Looks again when another compaction comes meanwhile.
 */
export async function findGap(client: EtcdClient, search: GapSearch, signal: AbortSignal): Promise<FoundGap> {
  const { range, cursor } = search
  for (;;) {
    const to = await lowestReadable(client, { key: range.key, revision: cursor }, signal)
    try {
      return await compare(client, { ...search, to }, signal)
    } catch (error) {
      if (toFailure(error).code !== 'compacted') throw error
    }
  }
}

async function compare(
  client: EtcdClient,
  { range, cursor, known, to }: GapSearch & { readonly to: bigint },
  signal: AbortSignal,
): Promise<FoundGap> {
  const counts = { added: 0, changed: 0, deleted: 0 }
  const named: { key: Uint8Array; kind: 'added' | 'changed' | 'deleted' }[] = []
  const note = (kind: keyof typeof counts, key: Uint8Array) => {
    counts[kind] += 1
    if (counts[kind] <= namedKeys) named.push({ key, kind })
  }
  let keys: Uint8Array[] | undefined = []
  const left = known && new Set(known)
  for await (const { kvs, isAll } of listRange(
    client,
    { range, to, newerThan: known ? undefined : cursor },
    signal,
  )) {
    if (!isAll) keys = undefined
    for (const { key: view, createRevision, modRevision } of kvs) {
      const key = Uint8Array.from(view)
      const was = left ? left.delete(Buffer.from(key).toString('latin1')) : createRevision <= cursor
      if (modRevision > cursor || !was) note(was ? 'changed' : 'added', key)
      keys?.push(key)
    }
    if (keys && keys.length > maxKnownKeys) keys = undefined
  }
  for (const name of [...(left ?? [])].sort()) note('deleted', Uint8Array.from(Buffer.from(name, 'latin1')))
  named.sort((a, b) => compareBytes(a.key, b.key))
  const gap = { from: cursor + 1n, to, isListed: known !== undefined, counts, keys: named }
  return { gap, keys }
}

interface ListRange {
  readonly range: KeyRange
  readonly to: bigint
  /** Only keys written after this are asked for where there are many. */
  readonly newerThan: bigint | undefined
}

async function* listRange(
  client: EtcdClient,
  { range, to, newerThan }: ListRange,
  signal: AbortSignal,
): AsyncGenerator<{ readonly kvs: readonly KeyValue[]; readonly isAll: boolean }, void, undefined> {
  const options = { signal, timeoutMs: 60_000 }
  let isAll = newerThan === undefined
  if (!isAll) {
    const counted = await client.unary(KV.method.range, { ...range, revision: to, countOnly: true }, options)
    isAll = counted.count <= maxKnownKeys
  }
  const request = { rangeEnd: range.rangeEnd, revision: to, keysOnly: true, limit: BigInt(keysPerPage) }
  const minModRevision = isAll || newerThan === undefined ? 0n : newerThan + 1n
  for (let key: Uint8Array | undefined = range.key; key;) {
    const page: RangeResponse = await client.unary(
      KV.method.range,
      { ...request, key, minModRevision },
      options,
    )
    yield { kvs: page.kvs, isAll }
    const last: Uint8Array | undefined = page.kvs.at(-1)?.key
    key = page.more && last ? keyAfter(last) : undefined
  }
}
