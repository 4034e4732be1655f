import { setImmediate } from 'node:timers/promises'
import { keyAfter, rangeOf } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import type { Child } from './folder'
import { splitKey, type Segment } from './segment'

/**
 * A first page small enough to be on screen at once, then few big ones: every limited Range walks the whole rest
 * of its range on the server to fill `count` (etcd 3.4 to 3.6), so many small pages would cost its square.
 */
const firstPageKeys = 5_000
const pageKeys = 250_000

export interface FolderPage {
  /** All pages are read at this revision. */
  readonly revision: bigint
  /** The children seen so far; the same map grows from page to page. */
  readonly children: ReadonlyMap<Segment, Child>
  readonly done: number
  readonly total: number
}

export interface ListFolderOptions {
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  readonly isTop: boolean
}

/**
 * Lists the children of a folder with their key counts, page by page at the revision of the first page. Values
 * are never read. Fails with `compacted` when that revision goes meanwhile; ends promptly on abort.
 */
export async function* listFolder(
  client: EtcdClient,
  { prefix, separator, isTop }: ListFolderOptions,
  signal: AbortSignal,
): AsyncGenerator<FolderPage, void, void> {
  const range = rangeOf(prefix)
  const children = new Map<Segment, Child>()
  let key = range.key
  let revision = 0n
  let done = 0
  let total = 0
  for (;;) {
    const page = await client.unary(
      KV.method.range,
      {
        key,
        rangeEnd: range.rangeEnd,
        keysOnly: true,
        limit: BigInt(done === 0 ? firstPageKeys : pageKeys),
        revision,
      },
      { signal, timeoutMs: 120_000 },
    )
    if (revision === 0n) {
      revision = headerRevision(page.header)
      total = Number(page.count)
    }
    let last: Uint8Array | undefined
    for (const kv of page.kvs) {
      last = kv.key
      const { segment, isBelow } = splitKey(kv.key, prefix.length, separator, isTop)
      let child = children.get(segment)
      if (!child) children.set(segment, (child = { segment, isKey: false, count: 0, isExpanded: false }))
      if (isBelow) child.count += 1
      else child.isKey = true
    }
    done += page.kvs.length
    yield { revision, children, done, total }
    if (!page.more || !last) return
    key = keyAfter(last)
    // A page's decoding is long; others get their turn before the next.
    await setImmediate(undefined, { signal })
  }
}
