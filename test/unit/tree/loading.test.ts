import { expect, test } from 'vitest'
import { loadingOf } from '../../../main/tree/loading'

const reading = (prefix: string, done: number, total: number) => ({
  prefix: new TextEncoder().encode(prefix),
  done,
  total,
})

test('nothing is read: nothing is said', () => {
  expect(loadingOf([])).toBeUndefined()
})

test('folders beside each other add up', () => {
  expect(loadingOf([reading('/b/', 5, 50), reading('/a/', 1, 10), reading('/ab/', 0, 7)])).toEqual({
    done: 6,
    total: 67,
  })
})

test('a folder inside one that is read as well is not counted twice', () => {
  const readings = [reading('/a/x/', 9, 10), reading('', 1_000, 1_000_000), reading('/a/', 50, 100)]
  expect(loadingOf(readings)).toEqual({ done: 1_000, total: 1_000_000 })
  expect(loadingOf(readings.filter(({ prefix }) => prefix.length > 0))).toEqual({ done: 50, total: 100 })
})
