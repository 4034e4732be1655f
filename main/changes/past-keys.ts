import type { KeyValue } from '../../shared/contract/kv'
import type { PastOf } from '../../shared/contract/changes'
import type { KeyScope } from '../../shared/contract/transfer'
import { equalBytes } from '../../shared/etcd/key'
import { fail } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import type { KeyPage } from '../transfer/read-keys'
import { readScope } from '../transfer/read-scope'
import { isThere, readBackup } from './backup-file'
import { mergeKeys, orderOf } from './merge-keys'

type Entry = Pick<KeyValue, 'key' | 'value' | 'lease' | 'modRevision'>

/** A key that a put-back changes: as it is now, and as it was; one of them at least is there. */
export interface PastKey<E extends Entry = Entry> {
  /** Its place in the plan. */
  readonly index: number
  readonly now?: E
  readonly past?: E
}

/** A part of the comparison. Keys that came since are in `keys` only where they are to be deleted. */
export interface ComparedKeys {
  readonly keys: readonly PastKey<KeyValue>[]
  readonly newer: readonly Entry[]
  readonly same: number
}

export interface ComparePast {
  readonly scope: KeyScope
  readonly past: PastOf
  /** Where the earlier keys are read, where that is another connection; throws when it is not open. */
  readonly source?: () => EtcdClient
  /** The source's, where it is known already. */
  readonly sourceClusterId?: string
  /** Default: the newest, when it is first asked; `onNow` is told. */
  readonly now?: bigint
  readonly onNow?: (page: KeyPage) => void
  readonly onPast?: (page: KeyPage) => void
  readonly signal: AbortSignal
}

/**
 * Compares the keys of a scope now with those of an earlier revision: each side read at one revision, in the same order,
 * a page at a time. Two values of the same bytes are the same, whatever lease the keys have. Throws `compacted` and
 * `invalid` as etcd does for the revision, `precondition` when the source is another cluster by now.
 */
export async function* comparePast(
  client: EtcdClient,
  { scope, past, now, onNow, onPast, source, sourceClusterId, signal }: ComparePast,
): AsyncGenerator<ComparedKeys, void, undefined> {
  const kvsOf = async function* (
    from: EtcdClient,
    revision: bigint | undefined,
    onPage?: (page: KeyPage) => void,
  ) {
    for await (const page of readScope(from, scope, { signal, revision })) {
      onPage?.(page)
      yield page.kvs
    }
  }
  const onPastPage = (page: KeyPage) => {
    if (sourceClusterId !== undefined && page.clusterId !== sourceClusterId)
      throw fail('precondition', 'The source leads to another cluster now: plan again.')
    onPast?.(page)
  }
  let index = 0
  const pastKvs = kvsOf(source?.() ?? client, past.revision, onPastPage)
  const pairs = mergeKeys(kvsOf(client, now, onNow), pastKvs, orderOf(scope))
  // Another store's revisions mean nothing here.
  const isSame = (is: KeyValue, was: KeyValue) =>
    (!source && is.modRevision === was.modRevision) || equalBytes(is.value, was.value)
  for await (const batch of pairs) {
    const keys: PastKey<KeyValue>[] = []
    const newer: KeyValue[] = []
    let same = 0
    for (const { left: is, right: was } of batch) {
      if (is && was && isSame(is, was)) same += 1
      else if (was || past.deletesNewer) keys.push({ index: index++, now: is, past: was })
      if (is && !was) newer.push(is)
    }
    yield { keys, newer, same }
  }
}

/** The two files of a put-back: all keys it changes as they are before it, and as they were at the earlier revision. */
export interface PastFiles {
  readonly backup: string
  readonly past: string
  readonly counts: { readonly now: number; readonly past: number }
}

/**
 * The keys of a put-back's plan, in its order: from its files, or where somebody took one of them away from history,
 * which may be compacted.
 */
export async function* pastKeys(
  client: EtcdClient,
  files: PastFiles,
  compare: ComparePast,
): AsyncGenerator<readonly PastKey[], void, undefined> {
  const areThere = await Promise.all([files.backup, files.past].map(isThere))
  if (areThere.includes(false)) {
    for await (const { keys } of comparePast(client, compare)) yield keys
    return
  }
  const kvsOf = async function* (path: string, count: number) {
    for await (const batch of readBackup(path, count, compare.signal)) yield batch.map(({ kv }) => kv)
  }
  let index = 0
  const { counts } = files
  const pairs = mergeKeys<Entry>(
    kvsOf(files.backup, counts.now),
    kvsOf(files.past, counts.past),
    orderOf(compare.scope),
  )
  for await (const batch of pairs)
    yield batch.map(({ left: now, right: past }) => ({ index: index++, now, past }))
}
