/** A line over a box of 0..`width` by 0..`height`, and the area below it, as SVG paths. */
export interface RatePath {
  readonly line: string
  readonly area: string
}

/** Draws counts side by side, the highest at the top with a little room; nothing but zeros lie at the bottom. */
export function ratePath(counts: readonly number[], width: number, height: number): RatePath {
  const most = Math.max(1, ...counts)
  const top = 2
  const step = width / Math.max(1, counts.length - 1)
  const points = counts.map((count, at) => {
    const y = height - 1 - (count / most) * (height - 1 - top)
    return `${round(at * step)},${round(y)}`
  })
  const line = `M${points.join('L')}`
  return { line, area: `${line}L${round(width)},${height}L0,${height}Z` }
}

const round = (value: number) => Math.round(value * 10) / 10
