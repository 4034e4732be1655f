import type { QuotaForecast } from '../../../shared/contract/metrics'
import { formatBytes, formatCountOf } from '../../ui/format'

/** What the growth of the database means: "at today's growth it is reached in about 41 days". Empty while it is not known. */
export function quotaWords({ bytesPerDay, daysLeft, overMs = 0 }: QuotaForecast): string {
  if (bytesPerDay === undefined) return ''
  const growth = overMs >= 12 * 3_600_000 ? "today's growth" : `the growth of the last ${span(overMs)}`
  if (daysLeft !== undefined) return `at ${growth} it is reached in ${about(daysLeft)}`
  return bytesPerDay > 0
    ? `at ${growth} (${formatBytes(bytesPerDay)} a day) it is not reached within ten years`
    : 'the database does not grow'
}

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  return minutes < 90 ? formatCountOf(minutes, 'minute') : formatCountOf(Math.round(minutes / 60), 'hour')
}

function about(days: number): string {
  const hours = days * 24
  if (hours < 1) return 'less than an hour'
  if (hours < 48) return `about ${formatCountOf(Math.round(hours), 'hour')}`
  return `about ${formatCountOf(Math.round(days), 'day')}`
}
