import { expect, test } from 'vitest'
import {
  momentInWords,
  momentOf,
  timeTicks,
} from '../../../../renderer/features/history/time-machine/revision-moment'
import {
  fractionOf,
  revisionAtFraction,
  stepRevision,
} from '../../../../renderer/features/history/time-machine/revision-scale'

const span = { first: 101n, current: 1_101n }

test('a place on the slider and its revision lead to each other, at the ends as well', () => {
  for (const revision of [101n, 102n, 600n, 1_100n, 1_101n])
    expect(revisionAtFraction(fractionOf(revision, span), span)).toBe(revision)
  expect([revisionAtFraction(-1, span), revisionAtFraction(2, span)]).toEqual([101n, 1_101n])
  // What is compacted meanwhile stands at the beginning; a store of one revision has one place.
  expect(fractionOf(7n, span)).toBe(0)
  expect(fractionOf(1n, { first: 1n, current: 1n })).toBe(1)
})

test('the keys of a slider go one revision, a twentieth, or to an end, and no further', () => {
  const from = (revision: bigint) => (key: string) => stepRevision(key, revision, span)
  expect(['ArrowLeft', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map(from(600n))).toEqual([
    ...[599n, 601n, 550n, 650n, 101n, 1_101n],
  ])
  expect(['ArrowLeft', 'PageDown'].map(from(101n))).toEqual([101n, 101n])
  expect(['ArrowRight', 'PageUp'].map(from(1_101n))).toEqual([1_101n, 1_101n])
  expect(from(600n)('Enter')).toBeUndefined()
  expect(stepRevision('PageUp', 1n, { first: 1n, current: 20n })).toBe(11n)
})

const now = new Date(2026, 0, 31, 14, 5, 30).getTime()
const minute = 60_000
const times = [
  { revision: 200n, ms: now - 26 * 60 * minute },
  { revision: 500n, ms: now - 60 * minute },
  { revision: 501n, ms: now - 59 * minute },
  { revision: 900n, ms: now - minute },
]

test('a revision was made about when the store was first seen at it', () => {
  const words = (revision: bigint) => momentInWords(momentOf(revision, times), now)
  expect(words(150n)).toBe('before 30 Jan, 12:05')
  expect(words(200n)).toBe('about 30 Jan, 12:05')
  expect(words(300n)).toBe('about 13:05 today')
  expect(words(900n)).toBe('about 14:04:30 today')
  expect(words(901n)).toBe('')
})

test('times along the slider do not run into each other or into its ends', () => {
  const ticks = timeTicks({ first: 101n, compactRevision: 101n, current: 1_101n, times }, now)
  expect(ticks.map(({ text }) => text)).toEqual(['13:05', '14:04:30'])
  expect(ticks[0]?.fraction).toBeCloseTo(0.399)
})
