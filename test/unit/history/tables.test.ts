import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChangeTally } from '../../../main/history/change-tally'
import { ChurnTally } from '../../../main/history/churn-tally'
import { KeyTable } from '../../../main/history/key-table'
import { Smallest } from '../../../main/history/smallest'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array) => Buffer.from(value).toString('latin1')
const slash = bytes('/')

describe('tables of keys', () => {
  test('any keys are numbered once, in the order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 400 }), (keys) => {
        const table = new KeyTable()
        const known = new Map<string, number>()
        for (const key of keys) {
          const row = table.add(key)
          if (!known.has(text(key))) known.set(text(key), known.size)
          expect(row).toBe(known.get(text(key)))
        }
        expect(table.size).toBe(known.size)
        for (const [key, row] of known) expect(text(table.at(row))).toBe(key)
      }),
    )
  })

  test('a hundred thousand keys, and one larger than a chunk', () => {
    const table = new KeyTable()
    for (let i = 0; i < 100_000; i++) table.add(bytes(`/registry/object-${i}`))
    const large = new Uint8Array(1_500_000).fill(7)
    expect(table.add(large)).toBe(100_000)
    expect(table.add(bytes('after'))).toBe(100_001)
    expect(table.add(large)).toBe(100_000)
    expect(table.add(bytes('/registry/object-77777'))).toBe(77_777)
    expect(text(table.at(100_001))).toBe('after')
  })

  test('the smallest of any numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (numbers, most) => {
        const smallest = new Smallest<number>(most, (a, b) => a - b)
        for (const each of numbers) smallest.add(each)
        expect(smallest.sorted()).toEqual(numbers.sort((a, b) => a - b).slice(0, most))
      }),
    )
  })
})

describe('sums', () => {
  const event = (key: string, value = '', type: 'put' | 'delete' = 'put') => ({
    type,
    kv: { key: bytes(key), value: bytes(value), createRevision: 2n, modRevision: 2n, version: 1n, lease: 0n },
  })

  test('of churn, by key and by all folders above it, below a prefix', () => {
    const tally = new ChurnTally(bytes('/r/'), slash)
    tally.add([
      event('/r/a/x', '12345'),
      event('/r/a/x', '1'),
      event('/r/a/b/y'),
      event('/r/top', '', 'delete'),
    ])
    const { folders, topByRevisions, topByBytes, ...sums } = tally.sums()
    expect(sums).toEqual({ revisions: 4, bytes: 6 + 5 + 6 + 1 + 8 + 6, keys: 3 })
    expect(folders.map(({ path, ...entry }) => ({ path: text(path), ...entry }))).toEqual([
      { path: '/r/a/', isFolder: true, revisions: 3, deletes: 0, bytes: 26, keys: 2 },
      { path: '/r/a/b/', isFolder: true, revisions: 1, deletes: 0, bytes: 8, keys: 1 },
    ])
    expect(topByRevisions.map(({ path }) => text(path))).toEqual(['/r/a/x', '/r/a/b/y', '/r/top'])
    expect(topByBytes.map(({ bytes: size }) => size)).toEqual([18, 8, 6])
    expect(topByRevisions[2]).toMatchObject({ deletes: 1, revisions: 1, keys: 1, isFolder: false })
  })

  test('of churn, where no separator is and where one leads', () => {
    const flat = new ChurnTally(new Uint8Array(), new Uint8Array())
    flat.add([event('/a/b')])
    expect(flat.sums().folders).toEqual([])
    const tree = new ChurnTally(new Uint8Array(), slash)
    tree.add([event('/a/b'), event('/c'), event('d//e')])
    expect(tree.sums().folders.map(({ path }) => text(path))).toEqual(['/a/', 'd/', 'd//'])
  })

  test('the largest folders alone are told, each below its parent', () => {
    const tally = new ChurnTally(new Uint8Array(), slash)
    tally.add(
      Array.from({ length: 9_000 }, (_, i) => event(`/f${i % 3_000}/sub/key-${i}`, 'x'.repeat(i % 50))),
    )
    const { folders } = tally.sums()
    expect(folders.length).toBe(2_000)
    const paths = new Set(folders.map(({ path }) => text(path)))
    for (const path of paths) if (path.endsWith('/sub/')) expect(paths).toContain(path.slice(0, -4))
    expect([...paths]).toEqual([...paths].sort())
  })

  test('of changes, in whatever order they come: all counted, the first told', () => {
    const tally = new ChangeTally(bytes('/r/'), slash)
    for (let i = 29_999; i >= 0; i--)
      tally.add(bytes(`/r/f${String(i % 5_000).padStart(4, '0')}/${i}`), {
        kind: i % 2 ? 'added' : 'deleted',
      })
    tally.add(bytes('/r/a'), { kind: 'changed' })
    expect(tally.counts).toEqual({ added: 15_000, changed: 1, deleted: 15_000 })
    const keys = tally.keys().map(({ key }) => text(key))
    expect([keys.length, keys[0], keys[1]]).toEqual([10_000, '/r/a', '/r/f0000/0'])
    const folders = tally.folders()
    expect([folders.length, text(folders.at(-1)?.path ?? slash)]).toEqual([1_000, '/r/f0999/'])
    expect(folders.every(({ added, deleted }) => added + deleted === 6)).toBe(true)
  })
})
