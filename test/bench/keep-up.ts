/** How many events somebody had, and when: milliseconds since 1970. */
export interface Seen {
  readonly atMs: number
  readonly rows: number
}

/** Moments that lie closer together say more of one frame than of the rate. */
const apartMs = 3_000

/**
 * The rate at which events reach us by the rate at which they reach them: how much longer we took from one number of events
 * to another than they did, in the middle of all such pairs of moments (so that a hitch does not count). 1: we keep up,
 * however far behind we are all the time; a reader that falls further behind by 50 ms a second has 0.95.
 */
export function rateRatio(ours: readonly Seen[], theirs: readonly Seen[]): number {
  let at = 0
  const pairs = ours.flatMap(({ atMs, rows }) => {
    while (at < theirs.length && (theirs[at]?.rows ?? 0) < rows) at += 1
    const there = theirs[at]
    return there ? [{ oursMs: atMs, theirsMs: there.atMs }] : []
  })
  const ratios = pairs.flatMap((from, i) =>
    pairs
      .slice(i + 1)
      .filter((to) => to.theirsMs - from.theirsMs >= apartMs)
      .map((to) => (to.theirsMs - from.theirsMs) / (to.oursMs - from.oursMs)),
  )
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN
}
