import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatRecord, parseRecord } from '../../../main/changes/journal-record'
import { Operation } from '../../../main/changes/operation'
import type { OperationHead } from '../../../main/changes/operation-head'
import type { Step } from '../../../main/changes/plan-step'
import { toFailure } from '../../../shared/failure'
import { tempDir } from '../../support/temp-dir'

const key = Uint8Array.of(0x2f, 0, 0xff)
const plan = {
  ...{ id: 'a3bb189e-8bf9-4888-9912-ace4e6543002', kind: 'move' as const, clusterId: 'cdf818194e3a8c32' },
  ...{ count: 300, sizeBytes: 9, leases: ['7587'], leasedKeys: 1, endpoint: 'http://127.0.0.1:2379' },
  ...{ revision: 9_007_199_254_740_993n, conflicts: 0, firstConflicts: [], opsPerTxn: 128 },
  first: [{ key, target: Uint8Array.of(0x30) }],
}
const mapping = { from: key, to: Uint8Array.of(0x30) }
const request = { kind: plan.kind, scope: { keys: [], prefixes: [key] }, mapping }
const head: OperationHead = { at: 1, connectionId: 'local:x', plan, request }
const steps = (from: number, count: number): readonly Step[] =>
  Array.from({ length: count }, (_, i) => ({ index: from + i, guards: [], ops: [] }))
const places = (from: number, count: number) => steps(from, count).map(({ index }) => index)

describe('the journal of an operation', () => {
  test('any record comes back exactly from its line', () => {
    const record = fc.record({
      kind: fc.constantFrom('try', 'tryUndo', 'written', 'undone', 'changed', 'unknown', 'pending'),
      places: fc.uniqueArray(fc.nat({ max: 400 })).map((list) => list.sort((a, b) => a - b)),
      revision: fc.option(fc.bigInt(1n, (1n << 63n) - 1n), { nil: undefined }),
      keys: fc.option(fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 })), { nil: undefined }),
    })
    fc.assert(
      fc.property(record, (each) => {
        const text = formatRecord(each)
        expect(text.indexOf('\n')).toBe(text.length - 1)
        expect(parseRecord(text.slice(0, -1))).toEqual(each)
      }),
    )
  })

  test('what was put on disk is found again, and only the last transaction is in doubt', async () => {
    await using dir = await tempDir()
    const operation = new Operation(head, dir.path)
    await operation.open()
    await operation.try(steps(0, 64), false)
    operation.add({ kind: 'written', places: places(0, 63), revision: 12n })
    operation.add({ kind: 'changed', places: [63], keys: [key] })
    await operation.try(steps(64, 64), false)
    // The process ends here: what came after the last commit is lost, and a line may be cut off.
    await appendFile(operation.path, '{"kind":"written","pla')
    const found = await Operation.read(operation.path)
    expect(found.head).toEqual(head)
    expect(found.doubt).toEqual({ places: places(64, 64), isUndo: false })
    expect(found.account()).toMatchObject({ written: 63, changed: 1, firstChanged: [key], remaining: 236 })
    expect(found.backup).toBe(operation.backup)
    await operation.close()

    await found.open()
    found.settle({ kind: 'written', revision: 13n })
    await found.close()
    const again = await Operation.read(operation.path)
    expect(again.doubt).toBeUndefined()
    expect(again.account()).toMatchObject({ written: 127, remaining: 172 })
    expect(
      (await readFile(operation.path, 'utf8'))
        .split('\n')
        .slice(0, -1)
        .map((text) => JSON.parse(text) as object),
    ).toHaveLength(6)
  })

  test('what was undone is neither written nor left to do; an undo that was not carried out changes nothing', async () => {
    await using dir = await tempDir()
    const operation = new Operation(head, dir.path)
    await operation.open()
    operation.add({ kind: 'written', places: places(0, 300), revision: 12n })
    await operation.try(steps(0, 64), true)
    operation.settle({ kind: 'pending' })
    await operation.try(steps(0, 64), true)
    operation.add({ kind: 'undone', places: places(0, 64), revision: 13n })
    await operation.close()
    const found = await Operation.read(operation.path)
    expect(found.account()).toMatchObject({ written: 236, remaining: 0, unknown: 0 })
    expect(found.outcomes.undone).toBe(64)
  })

  test('a file that somebody else wrote is said to be damaged', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'x.operation')
    await writeFile(path, '{"format":"other"}\n')
    expect(toFailure(await Operation.read(path).catch((error: unknown) => error))).toMatchObject({
      code: 'corrupt',
      details: { path },
    })
  })
})
