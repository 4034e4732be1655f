import type { HistoryRow, KeyRevision } from '../../shared/contract/history'
import type { Failure } from '../../shared/failure'

/** How the list ended: up to which revision it is complete, and what compaction hides. */
export type RevisionsEnd = Extract<HistoryRow, { kind: 'done' }>
export type RevisionsProgress = Extract<HistoryRow, { kind: 'progress' }>

/** A key's revisions as far as they are read, newest first. */
export interface RevisionList {
  /** `stopped`: somebody cancelled the reading; what had come stays. */
  readonly kind: 'loading' | 'ready' | 'stopped' | 'failed'
  readonly rows: readonly KeyRevision[]
  readonly progress?: RevisionsProgress
  readonly end?: RevisionsEnd
  /** Why reading or following does not go on now. */
  readonly failure?: Failure
}

export const emptyList: RevisionList = Object.freeze({ kind: 'loading', rows: [] })

/**
 * Where the value of the row at `index` can be read: a value stands until the revision before the next one of its key,
 * and only revisions from the compacted one on can be read. Undefined for a delete and for what is gone.
 */
export function readableAt(
  rows: readonly KeyRevision[],
  index: number,
  compactRevision: bigint,
): bigint | undefined {
  const row = rows[index]
  const next = rows[index - 1]
  if (row?.kind !== 'put') return undefined
  const at = row.revision > compactRevision ? row.revision : compactRevision
  return next && at >= next.revision ? undefined : at
}

/** The index of the row that stood at `revision`: the newest one that is not above it; -1 where none is. */
export function indexAt(rows: readonly KeyRevision[], revision: bigint): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.revision ?? 0n) <= revision) high = middle
    else low = middle + 1
  }
  return low < rows.length ? low : -1
}

/** The index of the row of exactly that revision; -1 where none is. */
export function indexOfRevision(rows: readonly KeyRevision[], revision: bigint): number {
  const index = indexAt(rows, revision)
  return rows[index]?.revision === revision ? index : -1
}
