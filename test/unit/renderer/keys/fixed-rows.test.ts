import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  maxHeightPx,
  rowsAt,
  scrollAfterShift,
  scrollToRow,
} from '../../../../renderer/features/keys/tree/fixed-rows'

const small = { rowCount: 1000, rowPx: 26, viewPx: 520, scrollPx: 0 }
const huge = { ...small, rowCount: 3_000_000 }

describe('rows of one height', () => {
  it('draws what is seen and a few beyond', () => {
    expect(rowsAt(small, 5)).toEqual({ heightPx: 26_000, first: 0, last: 25, topPx: 0 })
    expect(rowsAt({ ...small, scrollPx: 2600 }, 5)).toEqual({
      heightPx: 26_000,
      first: 95,
      last: 125,
      topPx: 2470,
    })
  })

  it('never draws past the end', () => {
    expect(rowsAt({ ...small, scrollPx: 25_480 }, 5)).toMatchObject({ first: 975, last: 1000 })
    expect(rowsAt({ ...small, rowCount: 0 }, 5)).toMatchObject({ first: 0, last: 0, heightPx: 0 })
    expect(rowsAt({ ...small, rowCount: 3, scrollPx: 5000 }, 5).last).toBe(3)
  })

  it('shows the last row at the end of the scroll, also beyond the height an element can have', () => {
    const scrollPx = maxHeightPx - huge.viewPx
    expect(rowsAt({ ...huge, scrollPx }, 0)).toMatchObject({ heightPx: maxHeightPx, last: 3_000_000 })
  })

  it('brings any row into sight', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(small.rowCount, huge.rowCount),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('nearest' as const, 'center' as const),
        (rowCount, from, to, align) => {
          const layout = { ...small, rowCount, scrollPx: from * (Math.min(rowCount * 26, maxHeightPx) - 520) }
          const row = Math.floor(to * (rowCount - 1))
          const { first, last } = rowsAt({ ...layout, scrollPx: scrollToRow(layout, row, align) }, 0)
          expect(first).toBeLessThanOrEqual(row)
          expect(last).toBeGreaterThan(row)
        },
      ),
    )
  })

  it('does not move for a row that is seen', () => {
    expect(scrollToRow({ ...small, scrollPx: 260 }, 12, 'nearest')).toBe(260)
    expect(scrollToRow({ ...small, scrollPx: 260 }, 12, 'center')).toBe(260)
  })

  it('stays with what is seen when rows come in or go above', () => {
    expect(scrollAfterShift({ ...small, scrollPx: 260 }, 1002, 2)).toBe(312)
    expect(scrollAfterShift({ ...small, scrollPx: 20 }, 997, -3)).toBe(0)
  })

  it('keeps what is seen in its place when rows come in below it, also where a px of scrolling is many rows', () => {
    const before = { ...huge, scrollPx: maxHeightPx / 2 }
    const seen = rowsAt(before, 0)
    const scrollPx = scrollAfterShift(before, huge.rowCount + 5_000, 0)
    const after = rowsAt({ ...huge, rowCount: huge.rowCount + 5_000, scrollPx }, 0)
    expect(after.first).toBe(seen.first)
    expect(after.topPx - scrollPx).toBeCloseTo(seen.topPx - before.scrollPx, 3)
  })
})
