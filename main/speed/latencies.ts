import { latencyBoundsMs } from '../../shared/contract/speed'

/** The latencies of a load in ms, every one: quantiles are exact. */
export class Latencies {
  #values = new Float64Array(1024)
  #count = 0
  /** From which the next `recent` counts. */
  #told = 0

  get count(): number {
    return this.#count
  }

  add(ms: number): void {
    if (this.#count === this.#values.length) {
      const more = new Float64Array(this.#count * 2)
      more.set(this.#values)
      this.#values = more
    }
    this.#values[this.#count++] = ms
  }

  /** How many came since it was last asked, and their quantiles. */
  recent(): { readonly count: number; readonly p50Ms?: number; readonly p99Ms?: number } {
    const sorted = this.#values.slice(this.#told, this.#count).sort()
    this.#told = this.#count
    if (sorted.length === 0) return { count: 0 }
    return { count: sorted.length, p50Ms: quantileOf(sorted, 0.5), p99Ms: quantileOf(sorted, 0.99) }
  }

  summary() {
    const sorted = this.#values.slice(0, this.#count).sort()
    const mean = sorted.reduce((sum, ms) => sum + ms, 0) / Math.max(1, sorted.length)
    const squares = sorted.reduce((sum, ms) => sum + (ms - mean) ** 2, 0)
    const histogram = new Array<number>(latencyBoundsMs.length + 1).fill(0)
    for (const ms of sorted) {
      const at = latencyBoundsMs.findIndex((bound) => ms <= bound)
      const bar = at < 0 ? latencyBoundsMs.length : at
      histogram[bar] = (histogram[bar] ?? 0) + 1
    }
    return {
      p50Ms: quantileOf(sorted, 0.5),
      p90Ms: quantileOf(sorted, 0.9),
      p99Ms: quantileOf(sorted, 0.99),
      slowestMs: sorted.at(-1) ?? 0,
      deviationMs: Math.sqrt(squares / Math.max(1, sorted.length)),
      histogram,
    }
  }
}

/** The value that a share of the sorted values does not exceed; 0 of none. */
function quantileOf(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
