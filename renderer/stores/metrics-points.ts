import type { ClusterMetrics, FigureName, MetricsHistory } from '../../shared/contract/metrics'

type MemberPoints = MetricsHistory['members'][number]

/** What a chart is drawn from: points of a time, the newest at the end. Replaced as a whole. */
export type MetricsPoints = Pick<MetricsHistory, 'stepMs' | 'members'>

/**
 * The points with those of a new round at their end, and without those before `fromMs`. A round that is in them already, and a
 * member that could not be read, add nothing.
 */
export function addRound(points: MetricsPoints, round: ClusterMetrics, fromMs: number): MetricsPoints {
  const members = points.members.map((member) => dropBefore(member, fromMs))
  for (const { id, name, failure, figures, grpc } of round.members) {
    if (failure) continue
    const at = members.findIndex((member) => member.id === (id || name))
    const known = members[at] ?? { id: id || name, name, timesMs: [], series: {}, grpc: {} }
    if ((known.timesMs.at(-1) ?? -Infinity) >= round.atMs) continue
    const count = known.timesMs.length
    const next: MemberPoints = {
      id: known.id,
      name,
      timesMs: [...known.timesMs, round.atMs],
      series: addColumns(known.series, figures as Partial<Record<FigureName, number>>, count, null),
      grpc: addColumns(known.grpc, grpc, count, figures.grpcPerSecond === undefined ? null : 0),
    }
    if (at < 0) members.push(next)
    else members[at] = next
  }
  return { stepMs: points.stepMs, members: members.filter(({ timesMs }) => timesMs.length > 0) }
}

type Columns = Readonly<Partial<Record<string, readonly (number | null)[]>>>

/** Each column with one value more; one that is new is filled up before it. */
function addColumns(
  columns: Columns,
  values: Readonly<Partial<Record<string, number>>>,
  count: number,
  missing: number | null,
): Record<string, readonly (number | null)[]> {
  const names = new Set([...Object.keys(columns), ...Object.keys(values)])
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      [...(columns[name] ?? Array.from({ length: count }, () => null)), values[name] ?? missing],
    ]),
  )
}

function dropBefore(member: MemberPoints, fromMs: number): MemberPoints {
  const gone = member.timesMs.findIndex((timeMs) => timeMs >= fromMs)
  const from = gone < 0 ? member.timesMs.length : gone
  if (from === 0) return member
  const cut = (columns: Columns) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values?.slice(from) ?? []]))
  return {
    ...member,
    timesMs: member.timesMs.slice(from),
    series: cut(member.series),
    grpc: cut(member.grpc),
  }
}
