import { describe, expect, test } from 'vitest'
import type { ChurnEntry, ChurnRow } from '../../../../shared/contract/history'
import { bytesToText, textToBytes } from '../../../../shared/etcd/key'
import { crumbsOf } from '../../../../renderer/features/history/changes/crumbs-of'
import { churnRows, sortChurn } from '../../../../renderer/features/history/churn/churn-rows'
import { squarify } from '../../../../renderer/features/history/churn/squarify'
import { windowWords } from '../../../../renderer/features/history/churn/window-words'

const bytes = textToBytes
const entry = (path: string, revisions: number, size: number, keys = 1): ChurnEntry => ({
  ...{ path: bytes(path), isFolder: path.endsWith('/'), revisions, deletes: 0, bytes: size, keys },
})
const names = (rows: readonly ChurnEntry[]) => rows.map(({ path }) => bytesToText(path))

test('what was summed up is told with what is compacted before and since', () => {
  const row = (from: bigint) => ({ from, to: 40n }) as ChurnRow
  expect(windowWords(row(2n), 1n)).toBe(
    'Revisions 2 to 40; nothing was ever compacted, so this is all that was written.',
  )
  expect(windowWords(row(2n), 20n)).toBe(
    'Revisions 2 to 40; nothing was compacted when this was read, so it is all that was written. Compacted since, up to revision 20.',
  )
  const gone = 'Revisions 15 to 40; what was compacted, up to revision 14, is not in it.'
  expect(windowWords(row(15n), 14n)).toBe(gone)
  expect(windowWords(row(15n), 20n)).toBe(`${gone} Compacted since, up to revision 20.`)
})

describe('squarify', () => {
  test.each([[[1]], [[6, 6, 4, 3, 2, 2, 1]], [Array.from({ length: 80 }, (_, i) => 1000 / (i + 1))]])(
    'fills the box with rectangles as large as their shares: %j',
    (values) => {
      const [width, height] = [600, 400]
      const rects = squarify(values, { width, height })
      const sum = values.reduce((all, value) => all + value, 0)
      expect(rects).toHaveLength(values.length)
      rects.forEach((rect, i) => {
        expect(rect.width * rect.height).toBeCloseTo((width * height * (values[i] ?? 0)) / sum, 3)
        expect(Math.min(rect.x, rect.y)).toBeGreaterThanOrEqual(0)
        expect(rect.x + rect.width).toBeLessThanOrEqual(width + 1e-6)
        expect(rect.y + rect.height).toBeLessThanOrEqual(height + 1e-6)
        for (const other of rects.slice(0, i)) {
          const across = Math.min(rect.x + rect.width, other.x + other.width) - Math.max(rect.x, other.x)
          const down = Math.min(rect.y + rect.height, other.y + other.height) - Math.max(rect.y, other.y)
          expect(Math.min(across, down)).toBeLessThan(1e-6)
        }
      })
    },
  )

  test('has nothing to draw without a value or a box', () => {
    expect(squarify([], { width: 10, height: 10 })).toEqual([])
    expect(squarify([1, 2], { width: 0, height: 10 })).toEqual([])
  })
})

test('the folders above a prefix; a leading separator belongs to the name, a rest that is no folder comes last', () => {
  const crumbs = (prefix: string, separator = '/') =>
    crumbsOf(bytes(prefix), bytes(separator)).map(({ text, prefix: at }) => [text, bytesToText(at)])
  expect(crumbs('')).toEqual([['All keys', '']])
  expect(crumbs('/a/b/c')).toEqual([
    ['All keys', ''],
    ['/a/', '/a/'],
    ['b/', '/a/b/'],
    ['c', '/a/b/c'],
  ])
  expect(crumbs('a::b::', '::')).toEqual([
    ['All keys', ''],
    ['a::', 'a::'],
    ['b::', 'a::b::'],
  ])
  expect(crumbs('/a/b/', '')).toEqual([
    ['All keys', ''],
    ['/a/b/', '/a/b/'],
  ])
})

describe('the rows of a reading', () => {
  const row: ChurnRow = {
    ...{ from: 2n, to: 50n, until: 50n, revisions: 100, bytes: 1000, keys: 9, isDone: true },
    topByBytes: [entry('/a/one', 10, 400), entry('/z', 1, 100)],
    topByRevisions: [entry('/a/b/two', 50, 50), entry('/a/one', 10, 400)],
    folders: [entry('/a/', 95, 800, 7), entry('/a/b/', 60, 90, 3)],
  }
  const look = (folder: string, shown: 'folders' | 'keys') =>
    churnRows(row, { prefix: bytes(''), separator: bytes('/'), folder: bytes(folder), shown })

  test('one level down are folders and the keys between them, and what is missing is the rest', () => {
    const top = look('', 'folders')
    expect(names(top.rows)).toEqual(['/a/', '/z'])
    expect(top.rest).toEqual({ revisions: 4, bytes: 100, keys: 1 })
    const below = look('/a/', 'folders')
    expect(names(below.rows)).toEqual(['/a/b/', '/a/one'])
    expect(below.rest).toEqual({ revisions: 25, bytes: 310, keys: 3 })
  })

  test('flat, each key is there once, and they sort by any column', () => {
    const flat = look('', 'keys')
    expect(names(sortChurn(flat.rows, { column: 'revisions', isAscending: false }))).toEqual([
      '/a/b/two',
      '/a/one',
      '/z',
    ])
    expect(names(sortChurn(flat.rows, { column: 'bytes', isAscending: true }))).toEqual([
      '/a/b/two',
      '/z',
      '/a/one',
    ])
    expect(names(sortChurn(flat.rows, { column: 'name', isAscending: true }))).toEqual([
      '/a/b/two',
      '/a/one',
      '/z',
    ])
    expect(flat.rest).toEqual({ revisions: 39, bytes: 450, keys: 6 })
  })
})
