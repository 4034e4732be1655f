import type { KeyRevision } from '../../../shared/contract/history'
import { formatCount } from '../../ui/format'
import type { Against } from '../../stores/history'
import { indexOfRevision, readableAt, type RevisionList } from '../../stores/revision-list'

/**
 * One side of the comparison. `absent`: the key was not there yet. `unseen`: what was there is compacted. `typed`: what
 * stands in the editor. `at` is a revision at which a version can be read; undefined when it is compacted.
 */
export type Side =
  | {
      readonly kind: 'version'
      readonly row: KeyRevision
      readonly at: bigint | undefined
      readonly isNow: boolean
    }
  | { readonly kind: 'deleted'; readonly row: KeyRevision }
  | { readonly kind: 'absent' | 'unseen' | 'typed' }

export interface Sides {
  readonly before: Side
  readonly after: Side
}

/** What a choice means: the older side is before, what is typed or stands now is after. Undefined without a row. */
export function sidesOf(
  { rows }: Pick<RevisionList, 'rows'>,
  choice: { readonly index: number; readonly against: Against; readonly compactRevision: bigint },
): Sides | undefined {
  const { index, against, compactRevision } = choice
  const row = rows[index]
  if (!row) return undefined
  const sideAt = (at: number): Side => {
    const found = rows[at]
    if (!found) return { kind: 'unseen' }
    if (found.kind === 'delete') return { kind: 'deleted', row: found }
    return { kind: 'version', row: found, at: readableAt(rows, at, compactRevision), isNow: at === 0 }
  }
  const other = otherIndex(rows, index, against)
  if (against.kind === 'typed') return { before: sideAt(index), after: { kind: 'typed' } }
  if (other !== index)
    return { before: sideAt(Math.max(index, other)), after: sideAt(Math.min(index, other)) }
  const isFirst = row.kind === 'put' && row.version === 1n
  const before = isFirst && !rows[index + 1] ? { kind: 'absent' as const } : sideAt(index + 1)
  return { before, after: sideAt(index) }
}

/** The other row of a comparison; the chosen one itself means: the one before it. */
function otherIndex(rows: readonly KeyRevision[], index: number, against: Against): number {
  if (against.kind === 'now') return 0
  if (against.kind !== 'revision') return index
  const found = indexOfRevision(rows, against.revision)
  return found < 0 ? index : found
}

/** Names a side: `rev 48,190 · v7 · now`. */
export function nameSide(side: Side): string {
  switch (side.kind) {
    case 'version': {
      const now = side.isNow ? ' · now' : ''
      return `rev ${formatCount(side.row.revision)} · v${formatCount(side.row.version)}${now}`
    }
    case 'deleted':
      return `rev ${formatCount(side.row.revision)} · deleted`
    case 'absent':
      return 'not there yet'
    case 'unseen':
      return 'compacted'
    case 'typed':
      return 'in the editor, not saved'
  }
}

/** The row of a side, where it has one. */
export const rowOf = (side: Side): KeyRevision | undefined => ('row' in side ? side.row : undefined)
