import { compareBytes } from '../../shared/etcd/key'
import { keyAfter, rangeOf } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { KV, type RangeResponse } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'

/** A key by its name, with the revision of its last write. */
export interface NamedKey {
  readonly key: Uint8Array
  readonly modRevision: bigint
}

/** Keys that only the target has, and the one revision of it they were found at. */
export interface ExtraKeys {
  readonly prefix: Uint8Array
  readonly revision: bigint
  readonly keys: readonly NamedKey[]
}

/** Names alone come in big pages: every limited Range walks the rest of its range on the server. */
const namesPerPage = 50_000

interface NamesPage {
  readonly revision: bigint
  readonly keys: readonly NamedKey[]
}

/** The names of all keys that begin with a prefix, in etcd's order, at one revision (default: the newest). */
export async function* readNames(
  client: EtcdClient,
  prefix: Uint8Array,
  { signal, revision }: { readonly signal: AbortSignal; readonly revision?: bigint },
): AsyncGenerator<NamesPage, void, undefined> {
  const { key: first, rangeEnd } = rangeOf(prefix)
  let pinned = revision
  for (let key: Uint8Array | undefined = first; key;) {
    const request = { key, rangeEnd, limit: BigInt(namesPerPage), keysOnly: true, revision: pinned ?? 0n }
    const page: RangeResponse = await client.unary(KV.method.range, request, { signal, timeoutMs: 60_000 })
    pinned ??= headerRevision(page.header)
    const keys = page.kvs.map((kv) => ({ key: Uint8Array.from(kv.key), modRevision: kv.modRevision }))
    yield { revision: pinned, keys }
    const last = keys.at(-1)
    key = page.more && last ? keyAfter(last.key) : undefined
  }
}

/**
 * The keys below a prefix of the target that the source has none for. Both are read once, side by side: only names,
 * and only those that are found are kept.
 *
 * @param names the source's names as they are called in the target, in etcd's order
 */
export async function findExtra(
  client: EtcdClient,
  { prefix, names }: { readonly prefix: Uint8Array; readonly names: AsyncIterable<readonly Uint8Array[]> },
  signal: AbortSignal,
): Promise<ExtraKeys> {
  const wanted = oneByOne(names)
  let next = await wanted.next()
  let revision = 0n
  const keys: NamedKey[] = []
  for await (const page of readNames(client, prefix, { signal })) {
    revision = page.revision
    for (const each of page.keys) {
      while (!next.done && compareBytes(next.value, each.key) < 0) next = await wanted.next()
      if (next.done || compareBytes(next.value, each.key) !== 0) keys.push(each)
    }
  }
  await wanted.return()
  return { prefix, revision, keys }
}

async function* oneByOne<T>(batches: AsyncIterable<readonly T[]>): AsyncGenerator<T, void, undefined> {
  for await (const batch of batches) yield* batch
}
