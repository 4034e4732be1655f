import type { TreeRow } from '../../shared/contract/tree'
import { equalBytes } from '../../shared/etcd/key'

/** A run of visible rows as they were at one version of the tree. */
export interface RowWindow {
  readonly version: number
  readonly rowCount: number
  /** Index of the first row in `rows`. */
  readonly from: number
  readonly rows: readonly TreeRow[]
}

/** Rows fetched beyond what is seen, on each side: scrolling that far needs no request. */
export const margin = 120

export const noRows: RowWindow = { version: -1, rowCount: 0, from: 0, rows: [] }

/** The row at `index`, if this window holds it. */
export function rowAt(window: RowWindow, index: number): TreeRow | undefined {
  return window.rows[index - window.from]
}

/** Where a path stands in this window, as an index into the whole tree. */
export function indexOfPath(window: RowWindow, path: Uint8Array): number | undefined {
  const at = window.rows.findIndex((row) => equalBytes(row.path, path))
  return at < 0 ? undefined : window.from + at
}

/** What to ask main for, so that `first` to `last` (exclusive) can be drawn with room on both sides. */
export function windowAround(first: number, last: number): { from: number; to: number } {
  return { from: Math.max(0, first - margin), to: last + margin }
}

/** True while `first` to `last` can be scrolled a quarter margin further before rows are missing. */
export function covers(window: RowWindow, first: number, last: number): boolean {
  const room = margin / 4
  const end = window.from + window.rows.length
  return (window.from === 0 || window.from <= first - room) && (end >= window.rowCount || end >= last + room)
}

/**
 * How many rows the first row in sight (`first` to `last`, exclusive) that is still there moved between two windows:
 * positive when rows came in above it. 0 when nothing was in sight; undefined when the newer window holds none of them.
 */
export function shiftInSight(
  before: RowWindow,
  after: RowWindow,
  { first, last }: { readonly first: number; readonly last: number },
): number | undefined {
  let isEmpty = true
  for (let index = first; index < last; index++) {
    const row = rowAt(before, index)
    if (!row) continue
    isEmpty = false
    const to = indexOfPath(after, row.path)
    if (to !== undefined) return to - index
  }
  return isEmpty ? 0 : undefined
}
