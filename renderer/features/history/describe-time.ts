import type { HistoryWindow, RevisionTime } from '../../../shared/contract/history'
import { formatAgo } from '../../ui/format'

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** When a revision was made: how long ago, and as exactly as it is known. */
export function describeTime(
  time: RevisionTime,
  nowMs: number,
): { readonly ago: string; readonly exact: string } {
  const ago = formatAgo(time.ms, nowMs)
  const at = exact.format(time.ms)
  if (time.source === 'object') return { ago, exact: `${at}, as the value itself says` }
  if (time.afterMs === undefined) return { ago, exact: `before ${at}, as etcdesk saw it` }
  return { ago, exact: `between ${exact.format(time.afterMs)} and ${at}, as etcdesk saw it` }
}

/** When a revision was made by what etcdesk saw of the store; undefined when it has not seen the store pass it yet. */
export function observedTime(times: HistoryWindow['times'], revision: bigint): RevisionTime | undefined {
  const at = times.findIndex((point) => point.revision >= revision)
  const seen = times[at]
  return seen && { source: 'observed', ms: seen.ms, afterMs: times[at - 1]?.ms }
}
