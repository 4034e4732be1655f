import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { implement } from '@orpc/server'
import { treeContract, type TreeState } from '../../shared/contract/tree'
import { fail } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import type { Streams } from '../streams'
import { linkSignals } from '../etcd/abort'
import { IndexThread } from '../keyindex/index-thread'
import { findInTree, type FindInTree } from '../tree/find-in-tree'
import { followTree } from '../tree/follow-tree'
import { holdTree } from '../tree/hold-tree'
import { KeyTree } from '../tree/key-tree'

/** At most this many rows in one answer. */
const maxRows = 1_000
/** States are sent about once a frame at most; what lies between is in the next. */
const stateIntervalMs = 16

interface OpenTree {
  readonly id: string
  readonly connectionId: string
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  readonly revision?: bigint
  readonly like?: string
}

const closed = () => fail('notFound', 'This tree is not open any more.')

/** Key trees, each as long as its `open` stream is read. */
export function treeService(
  connections: Connections,
  streams: Streams,
  { maxIndexedKeys }: { readonly maxIndexedKeys?: number } = {},
) {
  const os = implement(treeContract)
  const trees = new Map<string, KeyTree>()
  const finders = new Map<string, Omit<FindInTree, 'tree'>>()

  const find = (id: string): KeyTree => {
    const tree = trees.get(id)
    if (!tree) throw closed()
    return tree
  }

  async function* open(
    { id, connectionId, prefix, separator, revision, like }: OpenTree,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [TreeState]> {
    const client = () => connections.client(connectionId)
    client()
    const stop = new AbortController()
    const { signal: both, release } = linkSignals(signal, stop.signal)
    const thread = new IndexThread()
    const tree = new KeyTree({ id, client, prefix, separator, thread, revision }, both)
    const open = like === undefined ? undefined : trees.get(like)?.openFolders()
    trees.set(id, tree)
    finders.set(id, { thread, client, prefix, revision })
    let failed: unknown
    const options = { tree, thread, client, prefix, maxIndexedKeys }
    const following = (
      revision === undefined
        ? followTree(options, both)
        : holdTree({ ...options, revision, like: open }, both)
    ).catch((error: unknown) => {
      failed = error
      stop.abort()
    })
    try {
      for await (const batch of tree.followState(both)) {
        yield batch
        await delay(stateIntervalMs, undefined, { signal: both }).catch(() => {})
      }
      if (failed !== undefined) throw failed
    } finally {
      trees.delete(id)
      finders.delete(id)
      stop.abort()
      release()
      await following
      await thread.close()
    }
  }

  return os.router({
    open: os.open.handler(({ input, signal }) =>
      streams.serve((stop) => open({ id: randomUUID(), ...input }, stop), signal),
    ),
    rows: os.rows.handler(({ input: { tree, from, to } }) => {
      const { version, rowCount } = find(tree).state
      return { version, rowCount, rows: find(tree).rows(from, Math.min(to, from + maxRows)) }
    }),
    expand: os.expand.handler(({ input: { tree, path, isExpanded } }) => find(tree).expand(path, isExpanded)),
    expandAll: os.expandAll.handler(({ input: { tree, path, scope }, signal }) =>
      find(tree).expandAll(path, scope, signal),
    ),
    reveal: os.reveal.handler(async ({ input: { tree, path } }) => ({ row: await find(tree).reveal(path) })),
    findRow: os.findRow.handler(({ input: { tree, text, after } }) => ({
      row: find(tree).findRow(text, after),
    })),
    find: os.find.handler(({ input: { tree, ...search }, signal }) => {
      const found = finders.get(tree)
      if (!found) throw closed()
      return streams.serve((stop) => findInTree({ ...found, tree: find(tree) }, search, stop), signal)
    }),
    rowOf: os.rowOf.handler(({ input: { tree, path } }) => ({ row: find(tree).rowOf(path) })),
    refresh: os.refresh.handler(async ({ input: { tree } }) => {
      await find(tree).relist()
    }),
  })
}
