import type { ChurnRow, HistoryWindow } from '../../../../shared/contract/history'
import { formatCount } from '../../../ui/format'

/** Which revisions were summed up, and what is not among them. */
export function windowWords({ from, to }: ChurnRow): string {
  const before = from - 1n
  const gone =
    before > 1n
      ? `what was compacted, up to revision ${formatCount(before)}, is not in it`
      : 'nothing was ever compacted, so this is all that was written'
  if (to < from) return `Nothing was written since revision ${formatCount(before)}.`
  return `Revisions ${formatCount(from)} to ${formatCount(to)}; ${gone}.`
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
