import { setImmediate } from 'node:timers/promises'
import { withinTime } from '../search/time-limit'
import { segmentBytes, toSegment } from '../tree/segment'
import type { KeyIndex } from './key-index'
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

/**
 * Looks at all keys below a prefix, a slice at a time, telling the best `limit` after each. Ends when the signal is
 * aborted. Changes that come meanwhile may or may not be seen. Fails with `invalid` (field `text`) for an expression
 * that takes too long.
 */
export async function* findKeys(
  index: KeyIndex,
  { prefix, match, limit }: { readonly prefix: Uint8Array; readonly match: Matcher; readonly limit: number },
  signal: AbortSignal,
): AsyncGenerator<FoundKeys, void, void> {
  let best: { score: number; key: string }[] = []
  let matches = 0
  let searched = 0
  const told = (isDone: boolean): FoundKeys => {
    best = keepBest(best, limit)
    return { searched, matches, hits: best.map(({ key }) => segmentBytes(key)), isDone }
  }
  const lookAt = (slice: readonly string[]) => {
    for (const key of slice) {
      const score = match(key)
      if (score === undefined) continue
      matches += 1
      best.push({ score, key })
      if (best.length > limit * 20) best = keepBest(best, limit)
    }
    searched += slice.length
  }
  let slice: string[] = []
  for (const bytes of index.keys(prefix)) {
    slice.push(toSegment(bytes))
    if (slice.length < sliceKeys) continue
    withinTime(sliceMs, () => lookAt(slice))
    slice = []
    yield told(false)
    await setImmediate()
    if (signal.aborted) return
  }
  withinTime(sliceMs, () => lookAt(slice))
  yield told(true)
}

/** Sorting is stable, so keys of the same score stay in etcd's order. */
function keepBest(found: { score: number; key: string }[], limit: number): { score: number; key: string }[] {
  return found.sort((a, b) => b.score - a.score).slice(0, limit)
}
