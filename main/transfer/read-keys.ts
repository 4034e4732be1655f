import type { KeyValue } from '../../shared/contract/kv'
import type { KeySelection } from '../../shared/contract/transfer'
import { compareBytes, equalBytes } from '../../shared/etcd/key'
import { formatId } from '../../shared/etcd/id'
import { keyAfter, rangeOf } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { KV, type RangeResponse } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision, toKeyValue } from '../etcd/rows'
import { readEach, txnOps } from './read-each'

/** Keys of one revision, in etcd's order; `totalKeys` is exact for a prefix, the number asked for else. */
export interface KeyPage {
  readonly revision: bigint
  /** As etcd's headers name it, in hex: revisions of different clusters must not be compared. */
  readonly clusterId: string
  readonly totalKeys: number
  readonly kvs: readonly KeyValue[]
}

/** A selection that is read in one go. */
export type SingleSelection = Exclude<KeySelection, { kind: 'several' }>

/** Names alone come in big pages: every limited Range walks the rest of its range on the server. */
const namesPerPage = 50_000
/** Values come in small ranges of known keys, so that the server walks no further than it sends. */
const pageBytes = 4 << 20
const maxKeysPerPage = 256

/**
 * Reads a selection at one revision, page by page: the one given, else the newest when it is first asked. The first
 * page may be empty, so that its revision is known. Pages aim at 4 MiB and the next is read when it is asked for.
 * Throws `compacted` when the revision is gone.
 */
export function readKeys(
  client: EtcdClient,
  selection: SingleSelection,
  options: { readonly signal: AbortSignal; readonly revision?: bigint },
): AsyncGenerator<KeyPage, void, undefined> {
  return selection.kind === 'prefix'
    ? readPrefix(client, selection.prefix, options)
    : readList(client, selection.keys, options)
}

interface ReadOptions {
  readonly signal: AbortSignal
  readonly revision?: bigint
}

async function* readPrefix(client: EtcdClient, prefix: Uint8Array, { signal, revision }: ReadOptions) {
  const { key: first, rangeEnd } = rangeOf(prefix)
  let pinned = revision
  let totalKeys: number | undefined
  for (let key: Uint8Array | undefined = first; key;) {
    const request = { key, rangeEnd, limit: BigInt(namesPerPage), keysOnly: true, revision: pinned ?? 0n }
    const names: RangeResponse = await client.unary(KV.method.range, request, { signal, timeoutMs: 60_000 })
    pinned ??= headerRevision(names.header)
    totalKeys ??= Number(names.count)
    const facts = { revision: pinned, clusterId: formatId(names.header?.clusterId ?? 0n), totalKeys }
    const keys = names.kvs.map((kv) => Uint8Array.from(kv.key))
    if (keys.length === 0) yield { ...facts, kvs: [] }
    for await (const kvs of readValues(client, keys, { signal, revision: pinned })) yield { ...facts, kvs }
    const last = keys.at(-1)
    key = names.more && last ? keyAfter(last) : undefined
  }
}

/** The values of neighbouring keys, all of which are there at the revision. */
async function* readValues(client: EtcdClient, keys: readonly Uint8Array[], options: Required<ReadOptions>) {
  const { signal, revision } = options
  let count = 32
  for (let at = 0; at < keys.length;) {
    const key = keys[at] ?? new Uint8Array()
    const next = keys[at + count]
    const rangeEnd = next ?? keyAfter(keys.at(-1) ?? key)
    const page = await client.unary(
      KV.method.range,
      { key, rangeEnd, revision },
      { signal, timeoutMs: 60_000 },
    )
    at += count
    yield page.kvs.map(toKeyValue)
    const bytes = page.kvs.reduce((sum, kv) => sum + kv.key.length + kv.value.length, 1)
    count = Math.max(1, Math.min(2 * count, maxKeysPerPage, Math.floor((count * pageBytes) / bytes)))
  }
}

async function* readList(client: EtcdClient, keys: readonly Uint8Array[], options: ReadOptions) {
  const { signal } = options
  const sorted = [...keys].sort(compareBytes)
  const wanted = sorted.filter((key, i) => i === 0 || !equalBytes(key, sorted[i - 1] ?? key))
  const probe = { key: wanted[0] ?? new Uint8Array(), countOnly: true }
  const { header } = await client.unary(KV.method.range, probe, { signal })
  const revision = options.revision ?? headerRevision(header)
  const facts = { revision, clusterId: formatId(header?.clusterId ?? 0n), totalKeys: wanted.length }
  for (let at = 0; at < wanted.length; at += txnOps) {
    const found = await readEach(client, wanted.slice(at, at + txnOps), { signal, revision })
    yield { ...facts, kvs: found.filter((kv) => kv !== undefined) }
  }
}
