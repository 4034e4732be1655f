import type { QuotaForecast } from '../../shared/contract/metrics'

const dayMs = 86_400_000
/** Less than this says nothing about a day. */
const leastMs = 10 * 60_000
const leastPoints = 5
/** Nobody plans for more. */
const longestDays = 3_650

export interface SizePoint {
  readonly atMs: number
  readonly bytes: number
}

type Growth = Pick<QuotaForecast, 'bytesPerDay' | 'overMs' | 'daysLeft'>

/**
 * How a database grows, and when it reaches its quota: the straight line through the points (least squares), so that the saw teeth
 * of compactions even out. Empty while the points cover less than ten minutes.
 */
export function growthOf(points: readonly SizePoint[], quotaBytes: number): Growth {
  const [first] = points
  const last = points.at(-1)
  if (!first || !last || points.length < leastPoints || last.atMs - first.atMs < leastMs) return {}
  const mean = (of: (point: SizePoint) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [atMs, bytes] = [mean((point) => point.atMs), mean((point) => point.bytes)]
  const up = mean((point) => (point.atMs - atMs) * (point.bytes - bytes))
  const bytesPerDay = (up / mean((point) => (point.atMs - atMs) ** 2)) * dayMs
  const overMs = last.atMs - first.atMs
  const daysLeft = bytesPerDay > 0 ? Math.max(0, quotaBytes - last.bytes) / bytesPerDay : undefined
  return {
    bytesPerDay,
    overMs,
    daysLeft: daysLeft !== undefined && daysLeft <= longestDays ? daysLeft : undefined,
  }
}
