import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DifferenceTable, kindOf, type Difference } from '../../../main/compare/difference-table'
import { comparedBy, type Origin } from '../../../main/compare/lineage'
import { compareBytes, startsWith } from '../../../shared/etcd/key'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array) => Buffer.from(value).toString('latin1')
const slash = bytes('/')

/** Keys of few different parts, so that folders come about. */
const key = fc
  .array(fc.constantFrom('a', 'b/', '/', 'c\u00ff', 'd'), { minLength: 1, maxLength: 6 })
  .map((parts) => bytes(parts.join('')))
const differences = fc
  .uniqueArray(key, { maxLength: 60, selector: text })
  .map((keys) => keys.sort(compareBytes))
  .chain((keys) =>
    fc.tuple(
      ...keys.map((each) => fc.tuple(fc.constant(each), fc.constantFrom('added', 'changed', 'deleted'))),
    ),
  )
  .map((rows) =>
    rows.map(([each, kind], i): Difference => ({
      key: each,
      before: kind === 'added' ? undefined : BigInt(i + 1),
      after: kind === 'deleted' ? undefined : BigInt(i + 2),
    })),
  )

const count = (rows: readonly Difference[]) => {
  const counts = { added: 0, changed: 0, deleted: 0 }
  for (const row of rows) counts[kindOf(row)] += 1
  return counts
}

describe('the table of differences', () => {
  test('tells below any prefix what a filter of the list does', async () => {
    await fc.assert(
      fc.asyncProperty(
        differences,
        fc.constantFrom('', '/', 'a', 'b/', 'b/a', 'nowhere'),
        async (rows, below) => {
          const table = new DifferenceTable(1_000)
          for (const row of rows) table.add(row)
          const prefix = bytes(below)
          const found = await table.look(prefix, slash)
          const expected = rows.filter((row) => startsWith(row.key, prefix))
          expect(found.counts).toEqual(count(expected))
          expect(found.keys.map((each) => [text(each.key), each.kind, each.before, each.after])).toEqual(
            expected.map((row) => [
              text(row.key),
              kindOf(row),
              row.before && { modRevision: row.before },
              row.after && { modRevision: row.after },
            ]),
          )
          for (const { path, ...counts } of found.folders) {
            expect(counts).toEqual(count(rows.filter((row) => startsWith(row.key, path))))
            expect(text(path).endsWith('/') && text(path).startsWith(below)).toBe(true)
          }
          const paths = found.folders.map(({ path }) => text(path))
          expect(paths).toEqual([...new Set(paths)].sort())
          const inFolders = found.folders.reduce(
            (sum, { added, changed, deleted }) => sum + added + changed + deleted,
            0,
          )
          const leaves = expected.filter((row) => !paths.some((path) => text(row.key).startsWith(path)))
          expect(inFolders + leaves.length).toBe(expected.length)
        },
      ),
    )
  })

  test('counts what it does not keep', async () => {
    const table = new DifferenceTable(2)
    for (const [i, name] of ['a', 'b', 'c'].entries()) table.add({ key: bytes(name), after: BigInt(i + 1) })
    expect(table.counts).toEqual({ added: 3, changed: 0, deleted: 0 })
    expect(table.size).toBe(2)
    expect((await table.look(new Uint8Array(), slash)).keys.map((each) => text(each.key))).toEqual(['a', 'b'])
  })
})

describe('whether equal revisions mean equal values', () => {
  const live: Origin = { connectionId: 'a', clusterId: '00000000000000c1', endpoints: ['http://h:2379'] }

  test('within one connection, and one cluster at one address', () => {
    expect(comparedBy(live, live)).toBe('revisions')
    expect(comparedBy(live, { ...live, connectionId: 'b', endpoints: ['http://i:1', 'http://h:2379'] })).toBe(
      'revisions',
    )
  })

  test('not where only the id is the same: a cluster restored with its token and URLs keeps it', () => {
    expect(comparedBy(live, { ...live, connectionId: 'b', endpoints: ['http://i:1'] })).toBe('values')
  })

  test('not of different clusters behind one address, and not of snapshot files', () => {
    expect(comparedBy(live, { ...live, connectionId: 'b', clusterId: '00000000000000c2' })).toBe('values')
    const file = { connectionId: 'snapshot:1', clusterId: '0000000000000000', endpoints: ['unix:/s'] }
    expect(comparedBy(file, live)).toBe('values')
    expect(comparedBy(file, { ...file, connectionId: 'snapshot:2' })).toBe('values')
    expect(comparedBy(file, file)).toBe('revisions')
  })
})
