import { setTimeout as delay } from 'node:timers/promises'
import { toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import type { IndexThread } from '../keyindex/index-thread'
import { keepIndex } from './keep-index'
import type { KeyTree } from './key-tree'
import type { OpenFolders } from './open-folders'
import { currentOr, isPassing } from './passing'

/** How long to wait before the next try when listing failed because nobody answers. */
const retryMs = 1_000
/** Who looks for a revision goes on soon: only where one stays is the index of all keys worth its cost. */
const stayMs = 500

export interface HoldTreeOptions {
  readonly tree: KeyTree
  readonly thread: IndexThread
  /** The client in use now. */
  readonly client: () => EtcdClient
  readonly prefix: Uint8Array
  /** The one revision the tree is of. */
  readonly revision: bigint
  /** Folders to be opened first, where they are there. */
  readonly like?: OpenFolders
  /** A tree with more keys is not indexed. */
  readonly maxIndexedKeys?: number
}

/**
 * Lists a tree of the past and builds its index, until the signal is aborted; while nobody answers, again and again.
 * Throws what a listing of the top level fails with else: `compacted`, or `invalid` for a revision that is not there yet.
 */
export async function holdTree(options: HoldTreeOptions, signal: AbortSignal): Promise<void> {
  const { tree, thread, client, prefix, revision, like, maxIndexedKeys: maxKeys } = options
  let indexing: Promise<void> | undefined
  while (!signal.aborted) {
    const used = client()
    try {
      await tree.open()
      indexing ??= keepIndex({ tree, thread, client, prefix, maxKeys, revision, waitMs: stayMs }, signal)
      if (like) await tree.openLike(like)
      tree.setFollowing('pinned')
      return await indexing
    } catch (error) {
      if (signal.aborted) return
      const failure = toFailure(error)
      tree.setFollowing('lost', failure)
      if (!isPassing(failure) && used === currentOr(used, client)) throw error
      await delay(retryMs, undefined, { signal }).catch(() => {})
    }
  }
}
