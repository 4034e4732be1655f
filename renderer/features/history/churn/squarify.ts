/** A rectangle in the units of the box it lies in. */
export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * Fills a box with one rectangle for each value (positive, falling), each as large as its share and as square as it
 * gets: rows are filled along the shorter side while that makes their rectangles squarer (Bruls, Huizing, van Wijk:
 * "Squarified Treemaps").
 */
export function squarify(values: readonly number[], box: Pick<Rect, 'width' | 'height'>): readonly Rect[] {
  const sum = values.reduce((all, value) => all + value, 0)
  if (sum <= 0 || box.width <= 0 || box.height <= 0) return []
  const areas = values.map((value) => (value / sum) * box.width * box.height)
  const rects: Rect[] = []
  let free: Rect = { x: 0, y: 0, ...box }
  for (let at = 0; at < areas.length;) {
    const side = Math.min(free.width, free.height)
    let count = 1
    while (at + count < areas.length && isSquarer(areas.slice(at, at + count + 1), side)) count += 1
    const row = areas.slice(at, at + count)
    free = layRow(row, free, rects)
    at += count
  }
  return rects
}

/** True when the last one of a row makes its worst rectangle no worse. */
const isSquarer = (row: readonly number[], side: number) => worst(row, side) <= worst(row.slice(0, -1), side)

/** The most oblong rectangle of a row along a side: how many times longer than wide. */
function worst(row: readonly number[], side: number): number {
  const sum = row.reduce((all, area) => all + area, 0)
  const [largest, least] = [Math.max(...row), Math.min(...row)]
  return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * least))
}

/** Lays a row along the shorter side; gives what is left. */
function layRow(row: readonly number[], free: Rect, rects: Rect[]): Rect {
  const sum = row.reduce((all, area) => all + area, 0)
  const isTall = free.width >= free.height
  const depth = sum / (isTall ? free.height : free.width)
  let at = isTall ? free.y : free.x
  for (const area of row) {
    const length = area / depth
    rects.push(
      isTall
        ? { x: free.x, y: at, width: depth, height: length }
        : { x: at, y: free.y, width: length, height: depth },
    )
    at += length
  }
  return isTall
    ? { ...free, x: free.x + depth, width: Math.max(0, free.width - depth) }
    : { ...free, y: free.y + depth, height: Math.max(0, free.height - depth) }
}
