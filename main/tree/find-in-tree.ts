import type { FindMode, FoundKeysState } from '../../shared/contract/tree'
import { textToBytes } from '../../shared/etcd/key'
import { rangeOf } from '../../shared/etcd/range'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { pastFailure } from '../history/past-revision'
import type { IndexThread } from '../keyindex/index-thread'
import { untilIndexed } from './keep-index'
import type { KeyTree } from './key-tree'

export interface FindInTree {
  readonly tree: KeyTree
  readonly thread: IndexThread
  readonly client: () => EtcdClient
  /** The tree's own prefix. */
  readonly prefix: Uint8Array
  /** The one revision the tree is of; absent: it follows the store. */
  readonly revision?: bigint
}

export interface FindSearch {
  readonly text: string
  readonly mode: FindMode
  readonly limit: number
}

/** Looks for keys; see the contract's `tree.find`. */
export async function* findInTree(
  { tree, thread, client, prefix, revision }: FindInTree,
  { text, mode, limit }: FindSearch,
  signal: AbortSignal,
): AsyncGenerator<readonly [FoundKeysState], void, void> {
  if (mode === 'prefix' && !tree.state.indexed?.isComplete) {
    yield [await askEtcd(client(), { text, limit, revision }, signal)]
    return
  }
  await untilIndexed(tree, signal)
  const total = tree.state.keyCount ?? 0
  // A prefix is where to look, not what to compare: the index goes straight there.
  const isPrefix = mode === 'prefix'
  const search = { prefix: isPrefix ? textToBytes(text) : prefix, text, mode, limit }
  for await (const found of thread.find(search, signal))
    yield [{ ...found, total: isPrefix ? found.searched : total }]
}

async function askEtcd(
  client: EtcdClient,
  { text, limit, revision }: Omit<FindSearch, 'mode'> & { readonly revision?: bigint },
  signal: AbortSignal,
): Promise<FoundKeysState> {
  const range = rangeOf(textToBytes(text))
  const request = { ...range, keysOnly: true, limit: BigInt(limit), revision }
  const page = await client.unary(KV.method.range, request, { signal }).catch(async (error: unknown) => {
    throw revision === undefined ? error : await pastFailure(client, error, { revision, signal })
  })
  const matches = Number(page.count)
  const hits = page.kvs.map(({ key }) => Uint8Array.from(key))
  return { searched: matches, total: matches, matches, hits, isDone: true }
}
