import { setTimeout as delay } from 'node:timers/promises'
import { toFailure } from '../../shared/failure'
import { rangeOf } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { watchRange } from '../etcd/watch'
import type { WatchEvent } from '../etcd/watch-cursor'
import type { KeyChange } from './folder'
import type { IndexThread } from '../keyindex/index-thread'
import { keepIndex } from './keep-index'
import type { KeyTree } from './key-tree'
import { currentOr, isPassing } from './passing'

/** How long to wait before the next try when listing failed because nobody answers. */
const retryMs = 1_000

function toChange(event: WatchEvent): KeyChange {
  const isCreated = event.type === 'put' && event.kv.version === 1n
  return {
    key: event.kv.key,
    modRevision: event.kv.modRevision,
    delta: event.type === 'delete' ? -1 : isCreated ? 1 : 0,
  }
}

export interface FollowTreeOptions {
  readonly tree: KeyTree
  readonly thread: IndexThread
  /** The client in use now. */
  readonly client: () => EtcdClient
  readonly prefix: Uint8Array
  /** A tree with more keys is not indexed. */
  readonly maxIndexedKeys?: number
}

/**
 * Lists a tree and keeps it exact through one watch until the signal is aborted: what a compaction hides is
 * listed again, a connection that moved is followed. Other failures end it and stand in the tree's state.
 */
export async function followTree(
  { tree, thread, client, prefix, maxIndexedKeys }: FollowTreeOptions,
  signal: AbortSignal,
): Promise<void> {
  let cursor: bigint | undefined
  let indexing = new AbortController()
  signal.addEventListener('abort', () => indexing.abort(), { once: true })
  while (!signal.aborted) {
    const used = client()
    try {
      if (cursor === undefined) {
        // What was missed is missing in the index as well.
        indexing.abort()
        tree.setIndexed(undefined)
        cursor = tree.state.revision === undefined ? await tree.open() : await tree.relist()
        indexing = new AbortController()
        void keepIndex({ tree, thread, client, prefix, maxKeys: maxIndexedKeys }, indexing.signal)
      }
      tree.setFollowing('live')
      cursor = await applyWatch(tree, used, { prefix, from: cursor, signal, onCursor: (at) => (cursor = at) })
    } catch (error) {
      if (signal.aborted) break
      const failure = toFailure(error)
      if (failure.code === 'compacted') cursor = undefined
      else if (isPassing(failure) || used !== currentOr(used, client)) {
        tree.setFollowing('lost', failure)
        await delay(retryMs, undefined, { signal }).catch(() => {})
      } else {
        tree.setFollowing('lost', failure)
        break
      }
    }
  }
  indexing.abort()
}

interface WatchFrom {
  readonly prefix: Uint8Array
  readonly from: bigint
  readonly signal: AbortSignal
  readonly onCursor: (revision: bigint) => void
}

async function applyWatch(
  tree: KeyTree,
  client: EtcdClient,
  { prefix, from, signal, onCursor }: WatchFrom,
): Promise<bigint> {
  let cursor = from
  const items = watchRange(client, { ...rangeOf(prefix), startRevision: from + 1n }, signal)
  for await (const item of items) {
    switch (item.kind) {
      case 'events':
        cursor = item.events.at(-1)?.kv.modRevision ?? cursor
        tree.apply(item.events.map(toChange), cursor)
        break
      case 'progress':
        if (item.revision > cursor) cursor = item.revision
        tree.apply([], cursor)
        break
      case 'interrupted':
        tree.setFollowing('lost', item.reason)
        break
      case 'resumed':
        tree.setFollowing('live')
        break
    }
    onCursor(cursor)
  }
  return cursor
}
