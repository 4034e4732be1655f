/** Chrome draws no element higher than about 33.5 million px. */
export const maxHeightPx = 30_000_000

export interface RowsLayout {
  readonly rowCount: number
  readonly rowPx: number
  readonly viewPx: number
  readonly scrollPx: number
}

/** Where rows of one height lie in a scrolled box. */
export interface RowsAt {
  /** Height of the element inside the box. */
  readonly heightPx: number
  /** Rows to draw: `first` to `last`, exclusive. */
  readonly first: number
  readonly last: number
  /** Where the row `first` starts inside the element. */
  readonly topPx: number
}

/** How many px of rows one px of scrolling stands for: 1 until the rows are higher than an element can be. */
function scaleOf({ rowCount, rowPx, viewPx }: Omit<RowsLayout, 'scrollPx'>): number {
  const total = rowCount * rowPx
  return total <= maxHeightPx ? 1 : (total - viewPx) / (maxHeightPx - viewPx)
}

/**
 * Lays out rows of equal height in constant time, however many there are: that is why it is arithmetic and not a
 * list of measurements. `beyond` more rows are drawn above and below what is seen.
 */
export function rowsAt(layout: RowsLayout, beyond: number): RowsAt {
  const { rowCount, rowPx, viewPx, scrollPx } = layout
  const offset = scrollPx * scaleOf(layout)
  const first = Math.max(0, Math.min(rowCount, Math.floor(offset / rowPx)) - beyond)
  const last = Math.min(rowCount, Math.ceil((offset + viewPx) / rowPx) + beyond)
  return {
    heightPx: Math.min(rowCount * rowPx, maxHeightPx),
    first: Math.min(first, last),
    last,
    topPx: first * rowPx - offset + scrollPx,
  }
}

/**
 * Where to scroll so that what is seen stays in its place when `shift` rows came in above it (negative: went) and there
 * are `rowCount` in all now.
 */
export function scrollAfterShift(before: RowsLayout, rowCount: number, shift: number): number {
  const offset = before.scrollPx * scaleOf(before) + shift * before.rowPx
  return Math.max(0, offset / scaleOf({ ...before, rowCount }))
}

/** Where to scroll so that `row` is seen; `nearest` does not move when it is seen already. */
export function scrollToRow(layout: RowsLayout, row: number, align: 'nearest' | 'center'): number {
  const { rowPx, viewPx, scrollPx } = layout
  const scale = scaleOf(layout)
  const offset = scrollPx * scale
  const top = row * rowPx
  if (align === 'center') {
    const isSeen = top >= offset && top + rowPx <= offset + viewPx
    return isSeen ? scrollPx : Math.max(0, (top - (viewPx - rowPx) / 2) / scale)
  }
  if (top < offset) return top / scale
  return top + rowPx > offset + viewPx ? (top + rowPx - viewPx) / scale : scrollPx
}
