/** A Prometheus histogram at one time: how many observations were at most `le`, by rising `le`; the last is of infinity. */
export interface Histogram {
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
}

/** A histogram in the making, from `_bucket` samples in any order. */
export class HistogramBuckets {
  readonly #counts = new Map<number, number>()

  add(le: number, count: number): void {
    this.#counts.set(le, (this.#counts.get(le) ?? 0) + count)
  }

  /** Undefined without the bucket of infinity: nothing can be told of it then. */
  finish(): Histogram | undefined {
    if (!this.#counts.has(Infinity)) return undefined
    const sorted = [...this.#counts].sort(([a], [b]) => a - b)
    return { bounds: sorted.map(([le]) => le), counts: sorted.map(([, count]) => count) }
  }
}

/**
 * What was observed between two scrapes. A counter that went back belongs to a process that was started again: then `after`
 * alone is what was observed, as is without `before` or with other bounds.
 */
export function observedBetween(before: Histogram | undefined, after: Histogram): Histogram {
  const isSameProcess =
    before !== undefined &&
    before.bounds.length === after.bounds.length &&
    before.bounds.every((le, at) => le === after.bounds[at]) &&
    before.counts.every((count, at) => count <= (after.counts[at] ?? 0))
  if (!isSameProcess) return after
  return { bounds: after.bounds, counts: after.counts.map((count, at) => count - (before.counts[at] ?? 0)) }
}

/** How many observations a histogram holds. */
export function observations({ counts }: Histogram): number {
  return counts.at(-1) ?? 0
}

/**
 * The value that a fraction `q` of the observations stayed below, as PromQL's `histogram_quantile`: linear within a bucket,
 * whose lowest bound is 0; the highest finite bound for what lies above it. Undefined without observations.
 */
export function quantile(histogram: Histogram, q: number): number | undefined {
  const { bounds, counts } = histogram
  const total = observations(histogram)
  if (!(total > 0)) return undefined
  const rank = q * total
  const at = counts.findIndex((count) => count >= rank)
  const upper = bounds[at] ?? Infinity
  if (upper === Infinity) return bounds.at(-2)
  const lower = bounds[at - 1] ?? Math.min(0, upper)
  const below = counts[at - 1] ?? 0
  const within = (counts[at] ?? 0) - below
  return within > 0 ? lower + (upper - lower) * ((rank - below) / within) : upper
}
