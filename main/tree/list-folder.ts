import { keyAfter, rangeOf } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { isTooManyOps } from '../etcd/too-much'
import type { IndexThread } from '../keyindex/index-thread'
import type { Child } from './folder'
import { seekChildren, type KeySpan, type Probed } from './seek-children'
import { splitKey, type Segment } from './segment'

/**
 * Every limited Range walks the whole rest of its range on the server to fill `count` (etcd 3.4 to 3.6), so there is
 * one small page for the first rows, and after it never many small ones.
 */
const firstPageKeys = 1_000
/** Enough for the first screen of a folder whose children are small; where there are not twice as many, it is the rest. */
const secondPageKeys = 16_000
/** A large folder with no more children in its first page may have few in all: then they are counted, not listed. */
const fewChildren = 60
/** How often all keys may be walked for that: etcd walks some seven in the time it takes to send one. */
const walks = 5
/** A folder that is still not known after so many requests has too many children. */
const maxSplits = (total: number) => Math.max(64, Math.min(600, Math.ceil(total / 2_000)))

export interface FolderPage {
  /** Everything is read at this revision. */
  readonly revision: bigint
  /** The children known so far. Counts are exact in the last page. */
  readonly children: ReadonlyMap<Segment, Child>
  readonly done: number
  readonly total: number
}

export interface ListFolderOptions {
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  readonly isTop: boolean
  /** Lists and counts large folders in its own thread. */
  readonly thread: IndexThread
  /** At which revision; absent: the newest. */
  readonly revision?: bigint
  /** From so many keys on, children are counted where they may be few. Below, listing all keys is as quick. */
  readonly seekFromKeys?: number
}

const timeoutMs = 120_000

/**
 * Lists the children of a folder with their key counts at one revision: a first page for the first rows, then the
 * rest by whichever way is cheaper. Values are never read. Fails with `compacted` when that revision goes meanwhile;
 * ends promptly on abort.
 */
export async function* listFolder(
  client: EtcdClient,
  options: ListFolderOptions,
  signal: AbortSignal,
): AsyncGenerator<FolderPage, void, void> {
  const { prefix, separator, isTop, thread, revision: at, seekFromKeys = 20_000 } = options
  const range = rangeOf(prefix)
  const first = await client.unary(
    KV.method.range,
    { ...range, keysOnly: true, limit: BigInt(firstPageKeys), revision: at },
    { signal, timeoutMs },
  )
  // An answer's header tells where the store stands, whatever revision was read.
  const revision = at ?? headerRevision(first.header)
  const total = Number(first.count)
  const keys = first.kvs.map(({ key }) => key)
  const children = childrenOf(keys, options)
  yield { revision, children, done: first.kvs.length, total }
  if (!first.more) return

  if (total >= seekFromKeys && children.size <= fewChildren) {
    const probe = (spans: readonly KeySpan[]) => probeSpans(client, spans, { revision, signal })
    const seek = {
      prefix,
      separator,
      isTop,
      total,
      first: keys[0] ?? prefix,
      walks,
      maxSplits: maxSplits(total),
      probe,
    }
    const found = await seekChildren(seek).catch(unlessTooManyOps)
    if (found) return yield { revision, children: found, done: total, total }
  }
  const last = keys.at(-1) ?? prefix
  const limit = total > 2 * secondPageKeys ? secondPageKeys : 0
  const second = await client.unary(
    KV.method.range,
    { key: keyAfter(last), rangeEnd: range.rangeEnd, limit: BigInt(limit), keysOnly: true, revision },
    { signal, timeoutMs },
  )
  for (const { key } of second.kvs) keys.push(key)
  yield { revision, children: childrenOf(keys, options), done: keys.length, total }
  if (!second.more) return
  const target = await client.target(signal)
  const all = await thread.scan({ target, prefix, separator, isTop, revision, expectedKeys: total }, signal)
  yield { revision, children: toChildren(all), done: total, total }
}

/** The children that some keys of a folder make up. */
export function childrenOf(
  keys: readonly Uint8Array[],
  { prefix, separator, isTop }: Pick<ListFolderOptions, 'prefix' | 'separator' | 'isTop'>,
): Map<Segment, Child> {
  const children = new Map<Segment, Child>()
  for (const key of keys) {
    const { segment, isBelow } = splitKey(key, prefix.length, separator, isTop)
    let child = children.get(segment)
    if (!child) children.set(segment, (child = { segment, isKey: false, count: 0, isExpanded: false }))
    if (isBelow) child.count += 1
    else child.isKey = true
  }
  return children
}

/** Children as the index tells them, as the tree holds them. */
export function toChildren(
  all: readonly { readonly segment: string; readonly isKey: boolean; readonly count: number }[],
): Map<Segment, Child> {
  return new Map(
    all.map(({ segment, isKey, count }) => [segment, { segment, isKey, count, isExpanded: false }]),
  )
}

/** A server that was told to take smaller transactions: the folder is listed instead. */
function unlessTooManyOps(error: unknown): undefined {
  if (isTooManyOps(error)) return undefined
  throw error
}

/** Counts ranges at one revision in one request; nothing is written by it. */
async function probeSpans(
  client: EtcdClient,
  spans: readonly KeySpan[],
  { revision, signal }: { readonly revision: bigint; readonly signal: AbortSignal },
): Promise<Probed[]> {
  const success = spans.map(({ key, rangeEnd }) => ({
    request: {
      case: 'requestRange' as const,
      value: { key, rangeEnd, keysOnly: true, limit: 1n, revision },
    },
  }))
  const { responses } = await client.unary(
    KV.method.txn,
    { success },
    { signal, timeoutMs, repeatable: true },
  )
  return responses.map(({ response }) => {
    if (response.case !== 'responseRange') return { count: 0 }
    return { count: Number(response.value.count), first: response.value.kvs[0]?.key }
  })
}
