import { expect, test } from 'vitest'
import { valueSearchWords } from '../../../../renderer/features/keys/find/value-search-words'

const row = {
  revision: 9n,
  searchedKeys: 6_880,
  searchedBytes: 1,
  totalKeys: 60_029,
  hits: [],
  matches: 1_200,
}

test('a search that came to its end says how many match', () => {
  const done = { ...row, searchedKeys: 60_029, isDone: true }
  expect(valueSearchWords(done, 1_200)).toBe('1,200 of 60,029 values match')
})

test('a search that was stopped does not look like one that was not', () => {
  expect(valueSearchWords({ ...row, isDone: false }, 1_000)).toBe(
    '1,200 of 6,880 values match, the first 1,000 shown; stopped before the other 53,149',
  )
})
