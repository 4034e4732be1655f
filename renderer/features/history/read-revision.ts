import type { KeyRevision } from '../../../shared/contract/history'
import { indexAt } from '../../stores/revision-list'
import { formatCount } from '../../ui/format'

/** A row, or what is wrong with the revision that was asked for. */
export type FoundRevision =
  | { readonly row: KeyRevision; readonly problem?: undefined }
  | { readonly row?: undefined; readonly problem: string }

/** The window in which revisions can be read. */
export interface RevisionWindow {
  readonly compactRevision: bigint
  readonly current: bigint
}

/** A store revision as it is typed (`48190`, `48,190`), or what is wrong with it. */
export function readRevision(
  text: string,
  { compactRevision, current }: RevisionWindow,
): { readonly revision: bigint; readonly problem?: undefined } | { readonly problem: string } {
  const digits = text.trim().replaceAll(/[,_\s]/g, '')
  if (digits === '') return { problem: 'Type a revision.' }
  if (!/^[+-]?\d+$/.test(digits)) return { problem: 'A revision is a whole number.' }
  const revision = BigInt(digits)
  if (revision < 1n) return { problem: 'Revisions begin at 1.' }
  if (revision > current)
    return { problem: `That is in the future: the store stands at revision ${formatCount(current)}.` }
  if (revision < compactRevision)
    return { problem: `That is compacted: the oldest is revision ${formatCount(compactRevision)}.` }
  return { revision }
}

/** The row of a key that stood at a revision that was typed. */
export function findRevision(
  text: string,
  rows: readonly KeyRevision[],
  window: RevisionWindow,
): FoundRevision {
  const read = readRevision(text, window)
  if (read.problem !== undefined) return { problem: read.problem }
  const row = rows[indexAt(rows, read.revision)]
  return row ? { row } : { problem: `The key was not there at revision ${formatCount(read.revision)}.` }
}
