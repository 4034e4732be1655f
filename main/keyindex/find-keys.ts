import { setImmediate } from 'node:timers/promises'
import { withinTime } from '../search/time-limit'
import type { KeyIndex, PackedRun } from './key-index'
import type { Matcher } from './match-keys'

/** How a search stands. `hits` are the best so far, best first; `matches` counts all. */
export interface FoundKeys {
  readonly searched: number
  readonly matches: number
  readonly hits: readonly Uint8Array[]
  readonly isDone: boolean
}

/** So many keys are looked at before others get their turn. */
const sliceKeys = 50_000
/** Matching a slice takes some milliseconds; an expression that needs longer than this would never end. */
const sliceMs = 2_000
/** A search that takes longer tells how far it is. */
const tellMs = 100

interface Search {
  readonly prefix: Uint8Array
  readonly match: Matcher
  readonly limit: number
  /** True for an expression, which may need ages for a short text: then it is ended. */
  readonly mayHang?: boolean
}

/**
 * Looks at all keys below a prefix, a slice at a time, telling now and then the best `limit` so far, and at the end.
 * Ends when the signal is aborted. Changes that come meanwhile may or may not be seen. Fails with `invalid` (field
 * `text`) for an expression that takes too long.
 */
export async function* findKeys(
  index: KeyIndex,
  { prefix, match, limit, mayHang }: Search,
  signal: AbortSignal,
): AsyncGenerator<FoundKeys, void, void> {
  let best: { readonly score: number; readonly key: Uint8Array }[] = []
  /** No better than this, and as many better ones are there already. */
  let tooLow = -Infinity
  let matches = 0
  let searched = 0
  const keepBest = () => {
    // Sorting is stable, so keys of the same score stay in etcd's order.
    best = best.sort((a, b) => b.score - a.score).slice(0, limit)
    if (best.length === limit) tooLow = best.at(-1)?.score ?? tooLow
  }
  const told = (isDone: boolean): FoundKeys => {
    keepBest()
    return { searched, matches, hits: best.map(({ key }) => key), isDone }
  }
  const lookAt = (runs: readonly PackedRun[]) => {
    for (const run of runs)
      match(run, (from, to, score) => {
        matches += to - from
        for (let index = from; index < to && score > tooLow; index++) {
          best.push({ score, key: run.packed.at(index).slice() })
          if (best.length >= limit * 2) keepBest()
        }
      })
  }
  let toldAt = performance.now()
  for (const { runs, keys } of slices(index.runs(prefix, sliceKeys))) {
    if (mayHang) withinTime(sliceMs, () => lookAt(runs))
    else lookAt(runs)
    searched += keys
    if (performance.now() - toldAt > tellMs) {
      yield told(false)
      toldAt = performance.now()
    }
    await setImmediate()
    if (signal.aborted) return
  }
  yield told(true)
}

function* slices(all: Iterable<PackedRun>) {
  let runs: PackedRun[] = []
  let keys = 0
  for (const run of all) {
    runs.push(run)
    keys += run.to - run.from
    if (keys < sliceKeys) continue
    yield { runs, keys }
    runs = []
    keys = 0
  }
  yield { runs, keys }
}
