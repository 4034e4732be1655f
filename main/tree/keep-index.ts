import { supports } from '../../shared/etcd/version'
import { fail, toFailure } from '../../shared/failure'
import { delay, linkSignals } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { pastFailure } from '../history/past-revision'
import type { IndexThread } from '../keyindex/index-thread'
import type { KeyTree } from './key-tree'
import { currentOr, isPassing } from './passing'

/**
 * A store with more keys is not indexed: the keys alone would take a gigabyte, and etcd cannot send them in one answer
 * of 2 GiB. Its folders are listed one by one as they are opened.
 */
const mostKeys = 8_000_000

/** What was just listed is drawn first: building the index keeps both etcd and this machine busy. */
const drawMs = 100

/** How long to wait after a build that failed because nobody answered; doubled each time, up to the longest. */
const retryMs = 1_000
const longestRetryMs = 60_000

export interface KeepIndexOptions {
  readonly tree: KeyTree
  readonly thread: IndexThread
  /** The client in use now. */
  readonly client: () => EtcdClient
  readonly prefix: Uint8Array
  /** A tree with more keys is not indexed; default: eight million. */
  readonly maxKeys?: number
  /** The tree is of this one revision. */
  readonly revision?: bigint
  /** How long it waits before it begins; default: until what was just listed is drawn. */
  readonly waitMs?: number
}

/**
 * Builds the index of a tree that is open, telling how far it is in the tree's state. When nobody answers it says so
 * there and tries again, at once when the watch is back. Never throws.
 */
export async function keepIndex(options: KeepIndexOptions, signal: AbortSignal): Promise<void> {
  const { tree, client, revision } = options
  for (let waitMs = retryMs; ; waitMs = Math.min(2 * waitMs, longestRetryMs)) {
    let used: EtcdClient | undefined
    try {
      used = client()
      return await build(used, options, signal)
    } catch (error) {
      if (signal.aborted) return
      const explained =
        used && revision !== undefined ? await pastFailure(used, error, { revision, signal }) : error
      const failure = toFailure(explained)
      if (signal.aborted) return
      const total = tree.state.keyCount ?? 0
      tree.setIndexed({ done: 0, total, isComplete: false, failure })
      if (!isPassing(failure) && (!used || currentOr(used, client) === used)) return
    }
    await untilBack(tree, waitMs, signal)
    if (signal.aborted) return
  }
}

async function build(
  client: EtcdClient,
  { tree, thread, prefix, revision, maxKeys = mostKeys, waitMs = drawMs }: KeepIndexOptions,
  signal: AbortSignal,
): Promise<void> {
  const total = tree.state.keyCount ?? 0
  if (total > maxKeys) {
    const [count, most] = [total, maxKeys].map((each) => each.toLocaleString('en'))
    throw fail(
      'exhausted',
      `These are ${count} keys, and at most ${most} are indexed. Folders open as ever, and keys are found by how they begin.`,
    )
  }
  const tell = (done: number) => tree.setIndexed({ done, total: Math.max(total, done), isComplete: false })
  tell(0)
  await delay(waitMs, signal)
  const target = await client.target(signal)
  const stream = await hasRangeStream(client, target.endpoint, signal)
  const request = { target, prefix, expectedKeys: total, revision, stream }
  const { keys } = await thread.build(request, tell, signal)
  tree.setIndexed({ done: keys, total: keys, isComplete: true })
}

/** By the member's version; one that does not tell it has none. */
async function hasRangeStream(client: EtcdClient, endpoint: string, signal: AbortSignal): Promise<boolean> {
  const status = await client
    .unary(Maintenance.method.status, {}, { endpoint, signal })
    .catch(() => undefined)
  return status !== undefined && supports(status.version, 'rangeStream')
}

/** Resolves after `ms`, on abort, and when a watch that was lost is live again. */
async function untilBack(tree: KeyTree, ms: number, signal: AbortSignal): Promise<void> {
  const { signal: either, release } = linkSignals(signal, AbortSignal.timeout(ms))
  let isLost = false
  for await (const [{ following }] of tree.followState(either)) {
    if (isLost && following === 'live') break
    isLost ||= following === 'lost'
  }
  release()
}

/** Resolves when the index of a tree is complete, also after it was tried again; fails with why there is none. */
export async function untilIndexed(tree: KeyTree, signal: AbortSignal): Promise<void> {
  for await (const [{ indexed }] of tree.followState(signal)) {
    if (indexed?.isComplete) return
    if (indexed?.failure && !isPassing(indexed.failure))
      throw fail(indexed.failure.code, indexed.failure.message, indexed.failure)
  }
  throw fail('canceled', 'Canceled.')
}
