import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TxnLimit } from '../../../main/changes/apply-steps'
import { backwardStep, checkMapping, forwardStep, mapKey, stepBytes } from '../../../main/changes/plan-step'
import type { Step } from '../../../main/changes/plan-step'
import { selectionsOf } from '../../../main/transfer/read-scope'
import { stepPortions } from '../../../main/changes/step-portions'
import { compareBytes, equalBytes, startsWith } from '../../../shared/etcd/key'
import { toFailure } from '../../../shared/failure'

const some = (max = 8) => fc.uint8Array({ minLength: 1, maxLength: max })
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const join = (a: Uint8Array, b: Uint8Array) => Uint8Array.of(...a, ...b)

/** A store small enough to be exact about: what a step's transaction does to it. */
class Store {
  readonly rows = new Map<string, { value: string; mod: bigint }>()
  revision = 1n

  put(key: Uint8Array, value: Uint8Array) {
    this.rows.set(hex(key), { value: hex(value), mod: ++this.revision })
  }

  commit(steps: readonly Step[]): boolean {
    const holds = steps.every((step) =>
      step.guards.every((guard) => {
        const row = this.rows.get(hex(guard.key))
        if (guard.target === 'modRevision') return row?.mod === guard.equals
        return guard.target === 'createRevision' && row === undefined
      }),
    )
    if (!holds) return false
    this.revision += 1n
    for (const op of steps.flatMap((step) => step.ops)) {
      if (op.kind === 'put') this.rows.set(hex(op.key), { value: hex(op.value), mod: this.revision })
      if (op.kind === 'delete') this.rows.delete(hex(op.key))
    }
    return true
  }

  values = () => [...this.rows].map(([key, { value }]) => `${key}=${value}`).sort()
}

const entries = fc.uniqueArray(fc.tuple(some(), fc.uint8Array({ maxLength: 4 })), {
  minLength: 1,
  maxLength: 12,
  selector: ([key]) => hex(key),
})

describe('where a key goes', () => {
  test('the beginning is replaced, the rest is exact, and it goes back', () => {
    fc.assert(
      fc.property(some(), some(), fc.uint8Array({ maxLength: 8 }), (from, to, rest) => {
        const target = mapKey(join(from, rest), { from, to })
        expect(target).toEqual(join(to, rest))
        expect(mapKey(target, { from: to, to: from })).toEqual(join(from, rest))
      }),
    )
  })

  test('two keys never meet at one target, and their order stays', () => {
    fc.assert(
      fc.property(some(), some(), some(), some(), (from, to, a, b) => {
        const targets = [a, b].map((rest) => mapKey(join(from, rest), { from, to }))
        const [first = a, second = b] = targets
        expect(Math.sign(compareBytes(first, second))).toBe(Math.sign(compareBytes(a, b)))
      }),
    )
  })

  test('an empty key, the same name and no target are refused', () => {
    const key = Uint8Array.of(1)
    for (const attempt of [
      () => mapKey(key, { from: key, to: new Uint8Array() }),
      () => checkMapping('move', { from: key, to: key }),
      () => checkMapping('duplicate', undefined),
    ])
      expect(toFailure(caught(attempt))).toMatchObject({ code: 'invalid', details: { field: 'to' } })
  })
})

describe('a plan', () => {
  test.each(['move', 'rename', 'duplicate', 'delete'] as const)(
    'to %s loses no value at any point, and goes back to what was',
    (kind) => {
      fc.assert(
        fc.property(entries, some(), some(), fc.nat(), (pairs, from, to, foreign) => {
          fc.pre(!equalBytes(from, to) && !startsWith(to, from) && !startsWith(from, to))
          const mapping = { from, to }
          const store = new Store()
          for (const [rest, value] of pairs) store.put(join(from, rest), value)
          const before = store.values()
          const planned = pairs.map(([rest, value], index) => {
            const key = join(from, rest)
            return { index, kv: { key, value, modRevision: store.rows.get(hex(key))?.mod ?? 0n } }
          })
          const victim = planned[foreign % planned.length]
          const written = planned.map(({ index, kv }) => {
            const isDone = store.commit([forwardStep(kind, index, kv, mapping)])
            if (kind !== 'delete') expect(store.rows.size).toBeGreaterThanOrEqual(pairs.length)
            return isDone ? store.revision : undefined
          })
          expect(written).not.toContain(undefined)
          const target = victim && kind !== 'delete' ? mapKey(victim.kv.key, mapping) : victim?.kv.key
          const isForeign = foreign % 2 === 1 && target !== undefined
          if (isForeign) store.put(target, Uint8Array.of(0xee))
          const undone = planned.map(({ index, kv }) =>
            store.commit([backwardStep(kind, index, { kv, written: written[index] ?? 0n, mapping })]),
          )
          expect(undone.filter((each) => !each)).toHaveLength(isForeign ? 1 : 0)
          if (isForeign) expect(store.rows.get(hex(target))?.value).toBe('ee')
          else expect(store.values()).toEqual(before)
        }),
      )
    },
  )

  test('a key written since is not touched by its step', () => {
    fc.assert(
      fc.property(some(), some(), (key, to) => {
        fc.pre(!equalBytes(key, to))
        for (const kind of ['delete', 'move', 'duplicate'] as const) {
          const store = new Store()
          store.put(key, Uint8Array.of(1))
          const step = forwardStep(
            kind,
            0,
            { key, value: Uint8Array.of(1), modRevision: store.revision },
            { from: key, to },
          )
          store.put(key, Uint8Array.of(2))
          expect(store.commit([step])).toBe(false)
          expect(store.values()).toEqual([`${hex(key)}=02`])
        }
      }),
    )
  })

  test('its portions hold every step once, in order, within the operations and bytes of a transaction', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 700_000 }), { maxLength: 40 }),
        fc.integer({ min: 2, max: 128 }),
        async (sizes, ops) => {
          const limit = new TxnLimit()
          limit.ops = ops
          const steps = sizes.map((size, index) =>
            forwardStep(
              'move',
              index,
              { key: Uint8Array.of(1), value: new Uint8Array(size), modRevision: 1n },
              { from: Uint8Array.of(1), to: Uint8Array.of(2) },
            ),
          )
          const cut: (readonly Step[])[] = []
          for await (const portion of stepPortions(inBatches(steps), limit)) cut.push(portion)
          expect(cut.flat().map(({ index }) => index)).toEqual(steps.map(({ index }) => index))
          for (const portion of cut) {
            expect(portion.reduce((sum, step) => sum + step.ops.length, 0)).toBeLessThanOrEqual(ops)
            const bytes = portion.reduce((sum, step) => sum + stepBytes(step), 0)
            expect(portion.length === 1 || bytes <= 1 << 20).toBe(true)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  test('a scope names every key once, however its keys and prefixes overlap', () => {
    fc.assert(
      fc.property(
        fc.array(some(3), { maxLength: 6 }),
        fc.array(some(3), { maxLength: 6 }),
        (keys, prefixes) => {
          const selections = selectionsOf({ keys, prefixes })
          const isIn = (key: Uint8Array) =>
            keys.some((each) => equalBytes(each, key)) || prefixes.some((each) => startsWith(key, each))
          for (const key of [...keys, ...prefixes]) {
            const takers = selections.filter((each) =>
              each.kind === 'prefix'
                ? startsWith(key, each.prefix)
                : each.keys.some((other) => equalBytes(other, key)),
            )
            expect(takers).toHaveLength(isIn(key) ? 1 : 0)
          }
        },
      ),
    )
  })
})

function caught(attempt: () => unknown): unknown {
  try {
    return attempt()
  } catch (error) {
    return error
  }
}

async function* inBatches(steps: readonly Step[]) {
  for (let at = 0; at < steps.length; at += 7) {
    yield steps.slice(at, at + 7)
    await Promise.resolve()
  }
}
