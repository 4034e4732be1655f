import { keyAfter, prefixEnd, rangeOf } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import type { IndexThread } from '../keyindex/index-thread'
import type { Child } from './folder'
import { segmentBytes, splitKey, type Segment } from './segment'

/**
 * Every limited Range walks the whole rest of its range on the server to fill `count` (etcd 3.4 to 3.6), so there is
 * one small page for the first rows, and after it never many small ones.
 */
const firstPageKeys = 1_000
/** A folder with so few children in its first page may have few in all: then one seek a child is cheaper. */
const fewChildren = 20
/**
 * How often seeks may walk the folder before listing it is cheaper: etcd walks about three keys in the time it takes to
 * send one; in a large folder more is worth it, as the list comes at its end only.
 */
const walks = (total: number) => (total > 300_000 ? 5 : 3)

export interface FolderPage {
  /** Everything is read at this revision. */
  readonly revision: bigint
  /** The children known so far; the same map grows from page to page. Counts are exact in the last page. */
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
  const { prefix, separator, isTop, thread } = options
  const range = rangeOf(prefix)
  const first = await client.unary(
    KV.method.range,
    { ...range, keysOnly: true, limit: BigInt(firstPageKeys) },
    { signal, timeoutMs },
  )
  const revision = headerRevision(first.header)
  const total = Number(first.count)
  const keys = first.kvs.map(({ key }) => key)
  const children = childrenOf(keys, options)
  yield { revision, children, done: first.kvs.length, total }
  if (!first.more) return

  const seek = { client, range, options, revision, total, children, signal }
  const last = first.kvs.at(-1)?.key
  if (children.size <= fewChildren && last && (await seekChildren(seek, last))) {
    yield { revision, children, done: total, total }
    return
  }
  const target = await client.target(signal)
  const all = await thread.scan({ target, prefix, separator, isTop, revision, expectedKeys: total }, signal)
  yield { revision, children: toChildren(all), done: total, total }
}

/** The children that some keys of a folder make up. */
export function childrenOf(
  keys: readonly Uint8Array[],
  { prefix, separator, isTop }: Omit<ListFolderOptions, 'thread'>,
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

interface Seek {
  readonly client: EtcdClient
  readonly range: { readonly key: Uint8Array; readonly rangeEnd: Uint8Array }
  readonly options: ListFolderOptions
  readonly revision: bigint
  readonly total: number
  readonly children: Map<Segment, Child>
  readonly signal: AbortSignal
}

/**
 * Goes from child to child by one limit=1 Range each, from the child of `last` on. Each answer's count is what is
 * left, so the difference is the exact count of the child that was jumped over. False when that would walk too much.
 */
async function seekChildren(seek: Seek, last: Uint8Array): Promise<boolean> {
  const { client, range, options, revision, total, children, signal } = seek
  const { prefix, separator, isTop } = options
  let at = splitKey(last, prefix.length, separator, isTop)
  // What the first page holds before the child that it was cut in.
  let before = 0
  for (const [segment, child] of children) {
    if (segment !== at.segment) before += child.count + (child.isKey ? 1 : 0)
  }
  // The same path may be a key as well, which lies before the folder and was counted on its own.
  if (at.isBelow && children.get(at.segment)?.isKey) before += 1
  let left = total - before
  for (let walked = 0; walked <= walks(total) * total; walked += left) {
    const name = segmentBytes(at.segment)
    const below = Uint8Array.from([...prefix, ...name, ...(at.isBelow ? separator : [])])
    const key = at.isBelow ? prefixEnd(below) : keyAfter(below)
    const next = await client.unary(
      KV.method.range,
      { key, rangeEnd: range.rangeEnd, keysOnly: true, limit: 1n, revision },
      { signal, timeoutMs },
    )
    const remaining = Number(next.count)
    const child = children.get(at.segment) ?? {
      segment: at.segment,
      isKey: false,
      count: 0,
      isExpanded: false,
    }
    if (at.isBelow) child.count = left - remaining
    else child.isKey = true
    children.set(at.segment, child)
    left = remaining
    const found = next.kvs[0]?.key
    if (!found) return true
    at = splitKey(found, prefix.length, separator, isTop)
  }
  return false
}
