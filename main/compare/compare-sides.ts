import { setImmediate } from 'node:timers/promises'
import type { ComparedBy } from '../../shared/contract/compare'
import { compareBytes, concatBytes } from '../../shared/etcd/key'
import { mergeKeys, type Pair } from '../changes/merge-keys'
import { linkSignals } from '../etcd/abort'
import type { Entry } from '../history/list-entries'
import type { DifferenceTable } from './difference-table'
import type { PinnedSide } from './pinned-side'
import { ValueReader } from './same-values'

interface CompareJob {
  readonly left: PinnedSide
  readonly right: PinnedSide
  readonly by: ComparedBy
  /** Is given the differences, by their names on the right side. */
  readonly table: DifferenceTable
}

type Entries = AsyncGenerator<readonly Entry[], void, undefined>

/** How many keys were looked at so far, of both sides together, and how many are the same on both. */
export interface Compared {
  readonly done: number
  readonly same: number
}

/** Keys come in pieces of some hundreds; a pass over so many is not felt. */
const busyMs = 8

/**
 * Lists two sides side by side in key order, neither of which is ever held, and adds what differs to a table. Of keys that
 * both have, values are read unless their revisions tell that they are the same.
 */
export async function* compareSides(
  { left, right, by, table }: CompareJob,
  signal: AbortSignal,
): AsyncGenerator<Compared, void, undefined> {
  const stop = new AbortController()
  const { signal: both, release } = linkSignals(signal, stop.signal)
  const values = new ValueReader(left, right, both)
  const isDoubtful = ({ left: was, right: is }: Pair<Entry>) =>
    was !== undefined && is !== undefined && (by === 'values' || was.modRevision !== is.modRevision)
  const lists = [left, right].map((side) => orStop(side.entries(both), stop)) as [Entries, Entries]
  let [done, same] = [0, 0]
  let begun = performance.now()
  try {
    for await (const pairs of mergeKeys(...lists, compareBytes)) {
      const doubtful = pairs.filter(isDoubtful)
      const areSame = await values.areSame(doubtful.flatMap(({ left: was }) => was?.key ?? []))
      let at = 0
      for (const pair of pairs) {
        const { left: was, right: is } = pair
        const rest = (was ?? is)?.key
        done += was && is ? 2 : 1
        if (!rest) continue
        if (was && is && (isDoubtful(pair) ? areSame[at++] : true)) same += 1
        else
          table.add({
            key: concatBytes(right.facts.prefix, rest),
            before: was?.modRevision,
            after: is?.modRevision,
          })
      }
      yield { done, same }
      if (performance.now() - begun < busyMs) continue
      await setImmediate()
      begun = performance.now()
    }
  } finally {
    release()
  }
}

/** A side that fails ends the other one, which nobody would wait for. */
async function* orStop(entries: Entries, stop: AbortController): Entries {
  try {
    yield* entries
  } catch (error) {
    stop.abort()
    throw error
  }
}
