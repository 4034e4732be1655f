import type { SnapshotSchedule } from '../../../../shared/contract/schedule'
import { formatAgo, formatCountOf } from '../../../ui/format'

/** `Every 6 hours, the newest 10 are kept`. */
export function scheduleWords({ everyHours, keep }: SnapshotSchedule): string {
  const every = everyHours === 1 ? 'Every hour' : `Every ${everyHours} hours`
  return `${every}, the newest ${keep === 1 ? 'one is' : `${keep} are`} kept`
}

/** `in 5 h`, `in 12 min`, `within a minute`. */
function formatIn(unixMs: number, nowMs: number): string {
  const minutes = Math.round((unixMs - nowMs) / 60_000)
  if (minutes < 1) return 'within a minute'
  return minutes < 90 ? `in ${minutes} min` : `in ${Math.round(minutes / 60)} h`
}

/** `2 snapshots of its own · last 5 min ago · next in 6 h`. */
export function scheduleFacts(schedule: SnapshotSchedule, nowMs: number): string {
  const { made, lastAt, nextAt, failures } = schedule
  return [
    `${formatCountOf(made.length, 'snapshot')} of its own`,
    lastAt === undefined ? 'none saved yet' : `last ${formatAgo(lastAt, nowMs)}`,
    `${failures > 0 ? 'tried again' : 'next'} ${formatIn(nextAt, nowMs)}`,
  ].join(' · ')
}
