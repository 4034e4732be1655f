import type { HistoryWindow, RevisionTime } from '../../shared/contract/history'

export type TimePoint = HistoryWindow['times'][number]

/** When there are more points than this, older ones are thinned out. */
const mostPoints = 400
/** A store that stands so many looks in a row below what it was at is another store. */
const looksBelow = 5

/**
 * When a store's revision was seen at which number: at most a few hundred points, the newest the closest together.
 * Of a revision at which the store rested, the first and the last sight are kept.
 */
export class RevisionTimes {
  #points: TimePoint[]
  #below = 0

  /** @param points as `points` gave them, rising */
  constructor(points: readonly TimePoint[] = []) {
    this.#points = [...points]
  }

  get points(): readonly TimePoint[] {
    return this.#points
  }

  /**
   * Takes one sight; true when it was a revision not seen before. A lower revision than before is a member that lags; when
   * it stays lower the store was made anew, and what was seen of the old one is forgotten. Of a clock that was set back,
   * what it said of times to come is forgotten.
   */
  observe(revision: bigint, ms: number): boolean {
    while ((this.#points.at(-1)?.ms ?? ms) > ms) this.#points.pop()
    if (revision < (this.#points.at(-1)?.revision ?? 0n)) {
      this.#below += 1
      if (this.#below < looksBelow) return false
      this.#points = []
    }
    this.#below = 0
    const isNew = this.#points.at(-1)?.revision !== revision
    if (!isNew && this.#points.at(-2)?.revision === revision) this.#points.pop()
    this.#points.push({ revision, ms })
    if (this.#points.length > mostPoints) this.#thin()
    return isNew
  }

  /** When a revision was made, as far as these points tell. */
  timeOf(revision: bigint): RevisionTime | undefined {
    let [low, high] = [0, this.#points.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#points[middle]?.revision ?? 0n) < revision) low = middle + 1
      else high = middle
    }
    const seen = this.#points[low]
    if (!seen) return undefined
    const before = this.#points[low - 1]
    return { source: 'observed', ms: seen.ms, ...(before && { afterMs: before.ms }) }
  }

  /** Every other point of the older half goes; what remains is still true, only wider apart. */
  #thin(): void {
    const half = mostPoints / 2
    this.#points = this.#points.filter((_, i) => i >= half || i % 2 === 0)
  }
}
