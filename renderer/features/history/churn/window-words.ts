import type { ChurnRow, HistoryWindow } from '../../../../shared/contract/history'
import { formatCount } from '../../../ui/format'

/** Which revisions were summed up, and what is not among them. @param floor the compacted revision as it is now */
export function windowWords({ from, to }: ChurnRow, floor: bigint): string {
  const before = from - 1n
  const isOutdated = floor > 1n && floor > before
  const gone =
    before > 1n
      ? `what was compacted, up to revision ${formatCount(before)}, is not in it`
      : isOutdated
        ? 'nothing was compacted when this was read, so it is all that was written'
        : 'nothing was ever compacted, so this is all that was written'
  if (to < from) return `Nothing was written since revision ${formatCount(before)}.`
  const since = isOutdated ? ` Compacted since, up to revision ${formatCount(floor)}.` : ''
  return `Revisions ${formatCount(from)} to ${formatCount(to)}; ${gone}.${since}`
}

/** For how long the window has lasted, in minutes, where etcdesk saw it begin. */
export function windowMinutes(
  { from }: ChurnRow,
  window: HistoryWindow | undefined,
  nowMs: number,
): number | undefined {
  const began = window?.times.findLast(({ revision }) => revision < from)
  return began && nowMs > began.ms ? (nowMs - began.ms) / 60_000 : undefined
}
