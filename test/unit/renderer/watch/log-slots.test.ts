import { describe, expect, test } from 'vitest'
import {
  detailRows,
  placeAtSlot,
  slotCount,
  slotOfPlace,
  slotsBetween,
} from '../../../../renderer/features/watch/log-slots'

const words = (first: number, last: number, open?: number) => {
  const { slots, first: at } = slotsBetween(first, last, open)
  return [at, ...slots.map((slot) => (slot.kind === 'row' ? slot.place : 'detail'))]
}

describe('rows of one height, one of which may show more below it', () => {
  test('with none open a slot is a place', () => {
    expect(slotCount(5, undefined)).toBe(5)
    expect(words(2, 5)).toEqual([2, 2, 3, 4])
  })

  test('what is below an open row takes its room', () => {
    expect(slotCount(5, 1)).toBe(5 + detailRows)
    expect(words(0, 4 + detailRows, 1)).toEqual([0, 0, 1, 'detail', 2, 3])
  })

  test('scrolled into it, it is drawn from its beginning', () => {
    expect(words(5, 3 + detailRows, 1)).toEqual([2, 'detail', 2])
    expect(words(2, 4, 1)).toEqual([2, 'detail'])
    expect(words(2 + detailRows, 4 + detailRows, 1)).toEqual([2 + detailRows, 2, 3])
  })

  test('places and slots lead to each other', () => {
    for (const open of [undefined, 0, 3, 7])
      for (let place = 0; place < 12; place++) expect(placeAtSlot(slotOfPlace(place, open), open)).toBe(place)
    expect(placeAtSlot(6, 3)).toBe(3)
  })
})
