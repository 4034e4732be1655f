import { describe, expect, test } from 'vitest'
import { flipped, movedLines } from '../../../../renderer/features/watch/log-order'

describe('a log that has its newest row on top', () => {
  test('places and lines lead to each other', () => {
    expect([0, 1, 4].map((place) => flipped(true, 5, place))).toEqual([4, 3, 0])
    for (const isNewestFirst of [true, false])
      for (let place = 0; place < 5; place++)
        expect(flipped(isNewestFirst, 5, flipped(isNewestFirst, 5, place))).toBe(place)
  })

  // The row at place 3 of 5; then 2 more have come and 1 has gone, so it is at place 2 of 6.
  test('what is in sight moves down by what came, not by what went', () => {
    const [before, after] = [flipped(true, 5, 3), flipped(true, 6, 2)]
    expect(movedLines(true, { before: 5, after: 6 }, -1)).toBe(after - before)
    expect(movedLines(false, { before: 5, after: 6 }, -1)).toBe(-1)
  })
})
