import { describe, expect, test } from 'vitest'
import type { PanelRow } from '../../../../shared/contract/panels'
import {
  coversPlaces,
  noPanelRows,
  rowAtPlace,
  shiftOfRows,
  type PanelWindow,
} from '../../../../renderer/stores/panel-window'

const row = (number: number) => ({ kind: 'put', row: number }) as PanelRow
/** Rows `first` and on, when those before `gone` are not kept any more. */
const whole = (gone: number, first: number, last: number): PanelWindow => ({
  ...noPanelRows,
  count: 1_000,
  from: first - gone,
  rows: Array.from({ length: last - first }, (_, i) => row(first + i)),
})
const filtered = (rows: readonly number[], from = 0): PanelWindow => ({
  ...noPanelRows,
  filter: { key: 'a' },
  count: 50,
  from,
  rows: rows.map(row),
})

describe('a window of a panel’s rows', () => {
  test('knows rows by their places', () => {
    const window = whole(100, 140, 160)
    expect(rowAtPlace(window, 40)?.row).toBe(140)
    expect(rowAtPlace(window, 39)).toBeUndefined()
    expect(coversPlaces(window, { first: 56, last: 60 })).toBe(false)
    expect(coversPlaces(whole(0, 0, 200), { first: 10, last: 60 })).toBe(true)
  })

  test('rows that went at the front move what is in sight up', () => {
    const seen = { first: 40, last: 50 }
    expect(shiftOfRows(whole(100, 130, 160), whole(100, 130, 170), seen)).toBe(0)
    expect(shiftOfRows(whole(100, 130, 160), whole(107, 130, 170), seen)).toBe(-7)
    expect(shiftOfRows(filtered([3, 9, 20]), filtered([9, 20, 31]), { first: 1, last: 3 })).toBe(-1)
  })

  test('also further than both windows reach', () => {
    expect(shiftOfRows(whole(0, 0, 100), whole(5_000, 5_000, 5_100), { first: 10, last: 20 })).toBe(-5_000)
    expect(shiftOfRows(noPanelRows, whole(5, 5, 100), { first: 0, last: 20 })).toBe(0)
  })
})
