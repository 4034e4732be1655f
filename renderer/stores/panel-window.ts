import type { PanelFilter, PanelRow } from '../../shared/contract/panels'

/** A run of a panel's rows as they were at one version. Places are counted from 0 among all rows, or all that match. */
export interface PanelWindow {
  readonly version: number
  readonly filter: PanelFilter | undefined
  /** Rows in all, or all that match. */
  readonly count: number
  /** False while main has not looked at all rows for the filter. */
  readonly isWhole: boolean
  /** Place of the first row in `rows`. */
  readonly from: number
  readonly rows: readonly PanelRow[]
}

/** Places in sight: `last` is exclusive. */
export interface Places {
  readonly first: number
  readonly last: number
}

/** Rows fetched beyond what is seen, on each side. */
const margin = 60
/** The same of a log that follows: what comes next is new anyway. */
const followingMargin = 15

export const noPanelRows: PanelWindow = {
  version: -1,
  filter: undefined,
  count: 0,
  isWhole: true,
  from: 0,
  rows: [],
}

/** The row at a place, if this window holds it. */
export function rowAtPlace(window: PanelWindow, place: number): PanelRow | undefined {
  return window.rows[place - window.from]
}

/** What to ask main for, so that these places can be drawn with room on both sides. */
export function placesAround({ first, last }: Places): { from: number; to: number } {
  return { from: Math.max(0, first - margin), to: Math.max(0, last) + margin }
}

/** What to ask main for, so that the newest of `count` rows can be drawn where so many are seen. */
export function newestPlaces(count: number, seen: number): { from: number; to: number } {
  return { from: Math.max(0, count - seen - followingMargin), to: count + followingMargin }
}

/** True while these places can be scrolled a quarter margin further before rows are missing. */
export function coversPlaces(window: PanelWindow, { first, last }: Places): boolean {
  const room = margin / 4
  const end = window.from + window.rows.length
  return (window.from === 0 || window.from <= first - room) && (end >= window.count || end >= last + room)
}

/** How many places the first row in sight that is in both windows moved; 0 when there is none: negative when rows went above it. */
export function shiftOfRows(before: PanelWindow, after: PanelWindow, { first, last }: Places): number {
  for (let place = first; place < last; place++) {
    const row = rowAtPlace(before, place)
    if (!row) continue
    const at = after.rows.findIndex((each) => each.row === row.row)
    if (at >= 0) return after.from + at - place
  }
  // All rows are numbered one after the other: what went before the first is known also where nothing is left in sight.
  const [was, is] = [before.rows[0], after.rows[0]]
  if (!was || !is || before.filter || after.filter) return 0
  return is.row === was.row ? 0 : was.row - before.from - (is.row - after.from)
}
