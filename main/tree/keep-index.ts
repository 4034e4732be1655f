import { fail, toFailure } from '../../shared/failure'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import type { IndexThread } from '../keyindex/index-thread'
import type { KeyTree } from './key-tree'

/**
 * A store with more keys is not indexed: the keys alone would take a gigabyte, and etcd cannot send them in one answer
 * of 2 GiB. Its folders are listed one by one as they are opened.
 */
const maxKeys = 8_000_000

/** What was just listed is drawn first: building the index keeps both etcd and this machine busy. */
const drawMs = 100

export interface KeepIndexOptions {
  readonly tree: KeyTree
  readonly thread: IndexThread
  readonly client: EtcdClient
  readonly prefix: Uint8Array
}

/** Builds the index of a tree that is open, telling how far it is in the tree's state. Never throws. */
export async function keepIndex(
  { tree, thread, client, prefix }: KeepIndexOptions,
  signal: AbortSignal,
): Promise<void> {
  const total = tree.state.keyCount ?? 0
  const tell = (done: number) => tree.setIndexed({ done, total: Math.max(total, done), isComplete: false })
  try {
    if (total > maxKeys) {
      throw fail(
        'exhausted',
        `${total.toLocaleString('en')} keys are too many to index; open folders, or go to a prefix.`,
      )
    }
    tell(0)
    await delay(drawMs, signal)
    const target = await client.target(signal)
    const { keys } = await thread.build({ target, prefix, expectedKeys: total }, tell, signal)
    tree.setIndexed({ done: keys, total: keys, isComplete: true })
  } catch (error) {
    if (signal.aborted) return
    tree.setIndexed({ done: 0, total, isComplete: false, failure: toFailure(error) })
  }
}

/** Resolves when the index of a tree is complete; fails with why there is none. */
export async function untilIndexed(tree: KeyTree, signal: AbortSignal): Promise<void> {
  for await (const [{ indexed }] of tree.followState(signal)) {
    if (indexed?.isComplete) return
    if (indexed?.failure) throw fail(indexed.failure.code, indexed.failure.message, indexed.failure)
  }
  throw fail('canceled', 'Canceled.')
}
