import { expect, test } from 'vitest'
import { mergeTexts } from '../../../../renderer/features/keys/value/merge-texts'

const base = 'a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n'

test('what both changed in different places is together in the text', () => {
  const merged = mergeTexts(base, base.replace('a: 1', 'a: 9'), base.replace('d: 4', 'd: 8\nnew: 1'))
  expect(merged).toEqual({ text: 'a: 9\nb: 2\nc: 3\nd: 8\nnew: 1\ne: 5\n', collisions: 0 })
})

test('the same change on both sides is no collision', () => {
  const same = base.replace('c: 3', 'c: 7')
  expect(mergeTexts(base, same, same)).toEqual({ text: same, collisions: 0 })
})

test('where both changed one line mine stays, and that is counted', () => {
  const theirs = base.replace('b: 2', 'b: theirs').replace('e: 5', 'e: 6')
  expect(mergeTexts(base, theirs, base.replace('b: 2', 'b: mine'))).toEqual({
    text: base.replace('b: 2', 'b: mine').replace('e: 5', 'e: 6'),
    collisions: 1,
  })
})

test('a text of too many lines is not merged', () => {
  expect(mergeTexts('\n'.repeat(30_000), '', '')).toBeUndefined()
})
