import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Guards } from '../../../main/transfer/guards'
import { portions } from '../../../main/transfer/portions'
import { plannedKinds } from '../../../shared/contract/transfer'

test('portions keep every entry in order, and each fits into one transaction', async () => {
  const entry = fc.record({
    key: fc.integer({ min: 1, max: 60 }).map((size) => new Uint8Array(size)),
    value: fc
      .oneof(fc.constant(10), fc.integer({ min: 0, max: 1_400_000 }))
      .map((size) => new Uint8Array(size)),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(entry, { maxLength: 300 }), { maxLength: 3 }), async (batches) => {
      const source = async function* () {
        yield* batches
      }
      const out = []
      for await (const portion of portions(source())) {
        const bytes = portion.reduce((sum, each) => sum + 2 * each.key.length + each.value.length + 64, 0)
        expect(portion.length).toBeLessThanOrEqual(128)
        expect(portion.length === 1 || bytes <= 1 << 20).toBe(true)
        out.push(...portion)
      }
      const all = batches.flat()
      expect(out.length === all.length && out.every((each, i) => each === all[i])).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('what the dry run saw is read back as it was, however much of it', () => {
  const row = fc.record({ kind: fc.constantFrom(...plannedKinds), seen: fc.bigInt(0n, (1n << 63n) - 1n) })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5_000, size: 'max' }), (rows) => {
      const guards = new Guards()
      for (const { kind, seen } of rows) guards.push(kind, seen)
      expect(guards.length).toBe(rows.length)
      expect(rows.map((_, i) => guards.at(i))).toEqual(rows)
      expect(guards.at(rows.length)).toBeUndefined()
    }),
    { numRuns: 20 },
  )
})
