/**
 * Rows have places, rising as they came; what is drawn has lines, from the top. Either end of a log can be the top: the line
 * of a place, and the place of a line.
 */
export function flipped(isNewestFirst: boolean, count: number, at: number): number {
  return isNewestFirst ? count - 1 - at : at
}

interface Counts {
  readonly before: number
  readonly after: number
}

/** By how many lines what is in sight moved down, when it moved by so many places and there are `after` rows now. */
export function movedLines(isNewestFirst: boolean, { before, after }: Counts, places: number): number {
  return isNewestFirst ? after - before - places : places
}
