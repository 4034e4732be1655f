import type { LogRow } from '../../shared/contract/local-logs'

/** A run of a log's rows as they were at one version. Places are counted from 0 among what is shown. */
export interface LogWindow {
  readonly version: number
  readonly generation: number
  readonly count: number
  /** Place of the first row in `rows`. */
  readonly from: number
  readonly rows: readonly LogRow[]
}

/** Places in sight: `last` is exclusive. */
export interface LogPlaces {
  readonly first: number
  readonly last: number
}

/** Rows fetched beyond what is seen, on each side. */
export const logMargin = 80

export const noLogRows: LogWindow = { version: -1, generation: 0, count: 0, from: 0, rows: [] }

/** The row at a place, if this window holds it. */
export const logRowAt = (window: LogWindow, place: number): LogRow | undefined =>
  window.rows[place - window.from]

/** True while these places can be scrolled a quarter margin further before rows are missing. */
export function holdsPlaces({ from, rows, count }: LogWindow, { first, last }: LogPlaces): boolean {
  const room = logMargin / 4
  const end = from + rows.length
  return (from === 0 || from <= first - room) && (end >= count || end >= last + room)
}

/** How many places the first row in sight that is in both windows moved: up when older lines came in front of it. */
export function shiftOfLog(before: LogWindow, after: LogWindow, { first, last }: LogPlaces): number {
  if (before.generation !== after.generation) return 0
  for (let place = first; place < last; place++) {
    const row = logRowAt(before, place)
    const at = row ? after.rows.findIndex((each) => each.row === row.row) : -1
    if (at >= 0) return after.from + at - place
  }
  return 0
}
