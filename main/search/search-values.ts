import { maxValueHits, type ValueHit, type ValueSearchRow } from '../../shared/contract/search'
import type { EtcdClient } from '../etcd/client'
import { explainPast } from '../history/past-revision'
import { readKeys } from '../transfer/read-keys'
import { valueMatcher } from './match-value'
import { withinTime } from './time-limit'

/** Matching a page takes some tens of milliseconds; nothing else runs meanwhile. */
const pageMs = 1_000

export interface ValueSearch {
  readonly prefix: Uint8Array
  readonly text: string
  readonly mode: 'substring' | 'regex'
  /** At which revision; absent: the newest. */
  readonly revision?: bigint
}

/** Looks into every value below a prefix, a page at a time; see the contract's `search.values`. */
export async function* searchValues(
  client: EtcdClient,
  { prefix, text, mode, revision: at }: ValueSearch,
  signal: AbortSignal,
): AsyncGenerator<readonly [ValueSearchRow], void, void> {
  const match = valueMatcher(text, mode)
  let known = { revision: 0n, searchedKeys: 0, searchedBytes: 0, totalKeys: 0, matches: 0 }
  const pages = readKeys(client, { kind: 'prefix', prefix }, { signal, revision: at })
  for await (const { revision, totalKeys, kvs } of explainPast(client, pages, { revision: at, signal })) {
    const hits: ValueHit[] = []
    let { searchedBytes, matches } = known
    withinTime(pageMs, () => {
      for (const { key, value, modRevision } of kvs) {
        searchedBytes += value.length
        const excerpt = match(value)
        if (excerpt === undefined) continue
        matches += 1
        if (matches <= maxValueHits) hits.push({ key, modRevision, excerpt })
      }
    })
    const searchedKeys = known.searchedKeys + kvs.length
    known = { revision, totalKeys, searchedKeys, searchedBytes, matches }
    yield [{ ...known, hits, isDone: false }]
  }
  yield [{ ...known, hits: [], isDone: true }]
}
