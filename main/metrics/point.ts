import { figureNames, type Figures, type FigureName, type GrpcRates } from '../../shared/contract/metrics'

/** What one member's metrics were at one time. */
export interface MetricsPoint {
  readonly atMs: number
  readonly memberId: string
  readonly name: string
  readonly figures: Figures
  readonly grpc: GrpcRates
}

export const minuteMs = 60_000

/** What a minute's figure is of those in it: the highest where a short peak is what matters, the last of what stands. */
const kindOf: Readonly<Record<FigureName, 'mean' | 'highest' | 'last'>> = {
  committedPerSecond: 'mean',
  appliedPerSecond: 'mean',
  failedPerSecond: 'mean',
  pendingProposals: 'highest',
  applyBacklog: 'highest',
  walFsyncP50Ms: 'mean',
  walFsyncP99Ms: 'highest',
  backendCommitP50Ms: 'mean',
  backendCommitP99Ms: 'highest',
  peerRoundTripP50Ms: 'mean',
  peerRoundTripP99Ms: 'highest',
  leaderChanges: 'last',
  dbSizeBytes: 'last',
  dbSizeInUseBytes: 'last',
  quotaBytes: 'last',
  watchers: 'last',
  slowWatchers: 'highest',
  grpcPerSecond: 'mean',
  grpcFailedPerSecond: 'mean',
  residentBytes: 'last',
  cpuCores: 'mean',
  openFiles: 'highest',
  maxFiles: 'last',
  walBytesPerSecond: 'mean',
  clientInBytesPerSecond: 'mean',
  clientOutBytesPerSecond: 'mean',
}

/** Five digits tell all that a chart can show, in half the room. */
export function round(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(5))
}

/** One point for each member and minute in which there was one, at the minute's beginning; in order of time. */
export function mergeMinutes(points: readonly MetricsPoint[]): MetricsPoint[] {
  const groups = new Map<string, MetricsPoint[]>()
  for (const point of points) {
    const key = `${Math.floor(point.atMs / minuteMs)} ${point.memberId}`
    const group = groups.get(key)
    if (group) group.push(point)
    else groups.set(key, [point])
  }
  return [...groups.values()].map(merge).sort((a, b) => a.atMs - b.atMs)
}

function merge(points: readonly MetricsPoint[]): MetricsPoint {
  const last = points.at(-1)
  if (!last) throw new RangeError('There is nothing to merge.')
  const atMs = Math.floor(last.atMs / minuteMs) * minuteMs
  if (points.length === 1) return { ...last, atMs }
  const figures: Partial<Record<FigureName, number>> = {}
  for (const name of figureNames) {
    const known = points.flatMap(({ figures: { [name]: value } }) => (value === undefined ? [] : [value]))
    if (known.length > 0) figures[name] = round(pick[kindOf[name]](known))
  }
  return { ...last, atMs, figures, grpc: meanRates(points) }
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const pick = {
  mean,
  highest: (values: readonly number[]) => Math.max(...values),
  last: (values: readonly number[]) => values.at(-1) ?? 0,
} as const

/** A method that is missing in a point was not called, unless no rate is known of that point. */
function meanRates(points: readonly MetricsPoint[]): GrpcRates {
  const known = points.filter(({ figures }) => figures.grpcPerSecond !== undefined)
  const methods = new Set(known.flatMap(({ grpc }) => Object.keys(grpc)))
  return Object.fromEntries(
    [...methods].map((method) => [method, round(mean(known.map(({ grpc }) => grpc[method] ?? 0)))]),
  )
}
