import { figureNames, type MetricsHistory, type MetricsRange } from '../../shared/contract/metrics'
import { metricsIntervalMs } from '../../shared/contract/metrics'
import { minuteMs, type MetricsPoint } from './point'

export const rangeMs: Readonly<Record<MetricsRange, number>> = {
  '5m': 5 * minuteMs,
  '1h': 60 * minuteMs,
  '24h': 1_440 * minuteMs,
}

/** Whether a range is told by the minute. */
export const isByMinute = (range: MetricsRange) => range === '24h'

type Member = MetricsHistory['members'][number]

/** Points as columns: those of a member together, members by their names. */
export function toColumns(
  points: readonly MetricsPoint[],
  range: MetricsRange,
  nowMs: number,
): MetricsHistory {
  const byMember = new Map<string, MetricsPoint[]>()
  for (const point of points) {
    const known = byMember.get(point.memberId)
    if (known) known.push(point)
    else byMember.set(point.memberId, [point])
  }
  return {
    stepMs: isByMinute(range) ? minuteMs : metricsIntervalMs,
    fromMs: nowMs - rangeMs[range],
    toMs: nowMs,
    members: [...byMember]
      .map(([id, own]) => memberColumns(id, own))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
  }
}

function memberColumns(id: string, points: readonly MetricsPoint[]): Member {
  const present = figureNames.filter((name) => points.some(({ figures }) => figures[name] !== undefined))
  const methods = new Set(points.flatMap(({ grpc }) => Object.keys(grpc)))
  return {
    id,
    name: points.at(-1)?.name ?? id,
    timesMs: points.map(({ atMs }) => atMs),
    series: Object.fromEntries(
      present.map((name) => [name, points.map(({ figures }) => figures[name] ?? null)]),
    ),
    grpc: Object.fromEntries(
      [...methods].map((method) => [
        method,
        points.map(({ grpc, figures }) => (figures.grpcPerSecond === undefined ? null : (grpc[method] ?? 0))),
      ]),
    ),
  }
}
