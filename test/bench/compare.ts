import type { BenchResult } from './bench'

/** Measures one run: resolves with its milliseconds, so that what is prepared and cleaned up does not count. */
export type Side = () => Promise<number>

/** Times an action in whole. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await action()
  return performance.now() - startedAt
}

/**
 * Runs both sides in turn, so that a slow minute of the machine hits both, after one unmeasured round; resolves
 * with the medians and their ratio.
 */
export async function compare(ours: Side, reference: Side, rounds: number): Promise<BenchResult> {
  const times = { ours: [] as number[], reference: [] as number[] }
  for (let round = 0; round <= rounds; round++) {
    const pair = [await ours(), await reference()] as const
    if (round === 0) continue
    times.ours.push(pair[0])
    times.reference.push(pair[1])
  }
  const [oursMs, referenceMs] = [median(times.ours), median(times.reference)]
  return { oursMs: round1(oursMs), referenceMs: round1(referenceMs), ratio: round2(oursMs / referenceMs) }
}

/** What ours cost for each key, in microseconds: what must not grow with the store. */
export function perKey(result: BenchResult, keys: number): BenchResult {
  return { us_per_key: round2(((result['oursMs'] ?? NaN) * 1000) / keys) }
}

/** The same result with every name prefixed: `electronOursMs`. */
export function prefixed(prefix: string, result: BenchResult): BenchResult {
  const entries = Object.entries(result)
  return Object.fromEntries(
    entries.map(([name, n]) => [prefix + name.charAt(0).toUpperCase() + name.slice(1), n]),
  )
}

/** The value that `share` percent of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * share) / 100) - 1)] ?? NaN
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] =
    sorted.length % 2 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]]
  return ((low ?? NaN) + (high ?? NaN)) / 2
}

export const round1 = (value: number): number => Math.round(value * 10) / 10
export const round2 = (value: number): number => Math.round(value * 100) / 100
