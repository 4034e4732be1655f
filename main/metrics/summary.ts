import type { MemberMetrics, QuotaForecast } from '../../shared/contract/metrics'
import { growthOf } from './forecast'
import type { MetricsPoint } from './point'

const dayMs = 86_400_000

/** When the fullest member reaches its quota, as far as the points of the last 24 h tell; undefined without a quota. */
export function quotaForecast(
  members: readonly MemberMetrics[],
  points: readonly MetricsPoint[],
): QuotaForecast | undefined {
  const known = members.flatMap(({ id, name, figures }) => {
    const { quotaBytes, dbSizeBytes, dbSizeInUseBytes } = figures
    if (quotaBytes === undefined || dbSizeBytes === undefined || dbSizeInUseBytes === undefined) return []
    return [{ id, memberName: name, quotaBytes, dbSizeBytes, dbSizeInUseBytes }]
  })
  const fullness = (each: (typeof known)[number]) => each.dbSizeBytes / each.quotaBytes
  const [first, ...rest] = known
  if (!first) return undefined
  const { id, ...fullest } = rest.reduce(
    (most, each) => (fullness(each) > fullness(most) ? each : most),
    first,
  )
  const sizes = points.flatMap(({ atMs, memberId, figures }) =>
    memberId === id && figures.dbSizeInUseBytes !== undefined
      ? [{ atMs, bytes: figures.dbSizeInUseBytes }]
      : [],
  )
  return { ...fullest, ...growthOf(sizes, fullest.quotaBytes) }
}

/**
 * Leader changes of the last 24 h, by the member that saw the most. A member counts the first leader it learns of after its start as
 * a change (etcd: raftNode.start), which is none.
 */
export function leaderChangesInDay(
  members: readonly MemberMetrics[],
  points: readonly MetricsPoint[],
  nowMs: number,
): number | undefined {
  const counts = members.flatMap(({ id, startedAtMs, figures: { leaderChanges } }) => {
    if (leaderChanges === undefined) return []
    const counted = points.flatMap(({ memberId, figures }) =>
      memberId === id && figures.leaderChanges !== undefined ? [figures.leaderChanges] : [],
    )
    const seen = changesIn([...counted, leaderChanges])
    const isOfToday = startedAtMs !== undefined && startedAtMs >= nowMs - dayMs
    return [isOfToday ? Math.max(seen, leaderChanges - 1) : seen]
  })
  return counts.length === 0 ? undefined : Math.max(0, ...counts)
}

/** By how much a counter of leader changes rose, over starts of its process. */
export function changesIn(counts: readonly number[]): number {
  return counts.reduce((sum, count, at) => {
    const before = counts[at - 1]
    if (before === undefined) return sum
    return sum + (count >= before ? count - before : Math.max(0, count - 1))
  }, 0)
}
