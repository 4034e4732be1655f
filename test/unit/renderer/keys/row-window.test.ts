import { describe, expect, it } from 'vitest'
import {
  covers,
  indexOfPath,
  margin,
  noRows,
  rowAt,
  shiftInSight,
  windowAround,
  type RowWindow,
} from '../../../../renderer/stores/row-window'

const path = (name: string) => new TextEncoder().encode(name)

function rowsOf(names: readonly string[], from = 0, rowCount = from + names.length): RowWindow {
  const rows = names.map((name, at) => ({
    path: path(name),
    name,
    level: 1,
    isKey: true,
    isFolder: false,
    isExpanded: false,
    count: 0,
    position: from + at + 1,
    siblings: rowCount,
    isLoading: false,
  }))
  return { version: 1, rowCount, from, rows }
}

describe('the window of rows', () => {
  it('asks for room on both sides, but not before the first row', () => {
    expect(windowAround(0, 40)).toEqual({ from: 0, to: 40 + margin })
    expect(windowAround(1000, 1040)).toEqual({ from: 1000 - margin, to: 1040 + margin })
  })

  it('is enough until scrolling comes near its edge, and at the ends of the tree', () => {
    const window = rowsOf(
      Array.from({ length: 300 }, (_, at) => `/${at}`),
      1000,
      100_000,
    )
    expect(covers(window, 1130, 1170)).toBe(true)
    expect(covers(window, 1010, 1050)).toBe(false)
    expect(covers(window, 1250, 1290)).toBe(false)
    expect(covers(rowsOf(['/a', '/b']), 0, 40)).toBe(true)
    expect(covers(noRows, 0, 40)).toBe(true)
  })

  it('finds rows by place and by path', () => {
    const window = rowsOf(['/a', '/b', '/c'], 10)
    expect(rowAt(window, 11)?.name).toBe('/b')
    expect(rowAt(window, 9)).toBeUndefined()
    expect(indexOfPath(window, path('/c'))).toBe(12)
    expect(indexOfPath(window, path('/d'))).toBeUndefined()
  })

  it('tells how far a row moved when others came or went above it', () => {
    const before = rowsOf(['/b', '/c', '/d'])
    const inSight = { first: 1, last: 3 }
    expect(shiftInSight(before, rowsOf(['/a', '/aa', '/b', '/c']), inSight)).toBe(2)
    expect(shiftInSight(before, rowsOf(['/c', '/d']), inSight)).toBe(-1)
  })

  it('stays with the next row when the first in sight is gone, and says when none is left', () => {
    const before = rowsOf(['/b', '/c', '/d'])
    expect(shiftInSight(before, rowsOf(['/a', '/b', '/bb', '/d']), { first: 1, last: 3 })).toBe(1)
    expect(shiftInSight(before, rowsOf(['/a', '/b']), { first: 1, last: 3 })).toBeUndefined()
    expect(shiftInSight(noRows, rowsOf(['/a', '/b']), { first: 1, last: 3 })).toBe(0)
  })
})
