import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameWriter, recordsOf } from '../../../main/panels/frame'
import type { PanelRecord } from '../../../main/panels/record'
import { RowTable } from '../../../main/panels/row-table'

const text = (value: string) => new TextEncoder().encode(value)

function add(table: RowTable, kind: PanelRecord['kind'], key: string, revision: number): void {
  const kv = {
    key: text(key),
    value: text('v'),
    createRevision: 1n,
    modRevision: BigInt(revision),
    version: 2n,
    lease: 0n,
  }
  const writer = new FrameWriter()
  const marks = { receivedMs: revision, isFirstOfRevision: true, meetsCondition: false }
  writer.add([{ kind, kv, ...marks }], BigInt(revision))
  const { frame, found } = writer.finish()
  for (const from of recordsOf(frame, found)) table.add(frame, from, { segment: 0, offset: from })
}

test('each row knows the last one of its key before it, as far as that is kept and no gap lies between', () => {
  const step = fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record({
        kind: fc.constantFrom('put' as const, 'delete' as const),
        key: fc.constantFrom('a', 'b', 'c', ''),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'gap' as const, key: '' }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('drop' as const),
        key: fc.constant(''),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 0, max: 9_000 }), (steps, first) => {
      const table = new RowTable(first)
      const model: { kind: string; key: string }[] = []
      let dropped = 0
      for (const each of steps) {
        if (each.kind === 'drop') {
          dropped += Math.floor((model.length - dropped) * each.share)
          table.dropTo(first + dropped)
        } else {
          add(table, each.kind, each.key, model.length)
          model.push(each)
        }
      }
      expect([table.first, table.end]).toEqual([first + dropped, first + model.length])
      expect(table.head(first + dropped - 1)).toBeUndefined()
      expect(table.head(first + model.length)).toBeUndefined()
      for (let i = dropped; i < model.length; i++) {
        expect(table.head(first + i)).toMatchObject({ kind: model[i]?.kind, revision: BigInt(i) })
        if (model[i]?.kind === 'gap') continue
        let at = i - 1
        while (at >= dropped && model[at]?.kind !== 'gap' && model[at]?.key !== model[i]?.key) at -= 1
        const isThere = at >= dropped && model[at]?.kind !== 'gap'
        expect(table.previous(first + i)?.row).toBe(isThere ? first + at : undefined)
      }
    }),
    { numRuns: 200 },
  )
})

test('of many rows the kept ones are found by their numbers', () => {
  const table = new RowTable()
  for (let i = 0; i < 50_000; i++) {
    add(table, 'put', `key-${i}`, i)
    table.dropTo(table.end - 100)
  }
  expect(table.first).toBe(49_900)
  expect(table.head(49_900)?.revision).toBe(49_900n)
  expect(table.previous(49_999)).toBeUndefined()
})
