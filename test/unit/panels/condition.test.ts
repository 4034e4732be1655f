import { expect, test } from 'vitest'
import { conditionTest } from '../../../main/panels/condition'
import type { PanelCondition } from '../../../shared/contract/panels'
import { toFailure } from '../../../shared/failure'
import { parsePath, valueAt } from '../../../shared/panels/value-path'

const text = (value: string) => new TextEncoder().encode(value)
const kv = (key: string, value: string) => ({
  ...{ key: text(key), value: text(value) },
  ...{ createRevision: 1n, modRevision: 2n, version: 2n, lease: 0n },
})
const meets = (condition: PanelCondition, key: string, value: string, type: 'put' | 'delete' = 'put') =>
  conditionTest(condition)({ type, kv: kv(key, value) })

test('a path goes through objects, lists by place and lists by name', () => {
  const root = { a: { 'b.c': [{ name: 'app', image: 'x' }, { n: 2 }] }, items: [[0, 1]] }
  expect(valueAt(root, parsePath('a["b.c"][app].image'))).toBe('x')
  expect(valueAt(root, parsePath('a["b.c"][1].n'))).toBe(2)
  expect(valueAt(root, parsePath('items[0][1]'))).toBe(1)
  expect(valueAt(root, parsePath(''))).toBe(root)
  for (const path of ['a.b', 'a["b.c"][9].n', 'items.length', 'toString', 'a.b.c.d'])
    expect(valueAt(root, parsePath(path))).toBeUndefined()
  for (const path of ['a[', 'a..b', '[]', 'a b', '["'])
    expect(toFailure(attempt(() => parsePath(path)))).toMatchObject({
      ...{ code: 'invalid', details: { field: 'valuePath' } },
    })
})

function attempt(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

test('the key counts first, then the value at the path as text', () => {
  const failed = { keyContains: '/jobs/', valuePath: 'status.phase', equals: 'Failed' }
  expect(meets(failed, '/jobs/a', '{"status":{"phase":"Failed"}}')).toBe(true)
  expect(meets(failed, '/jobs/a', 'status:\n  phase: Failed\n')).toBe(true)
  expect(meets(failed, '/jobs/a', '{"status":{"phase":"Failed!"}}')).toBe(false)
  expect(meets(failed, '/pods/a', '{"status":{"phase":"Failed"}}')).toBe(false)
  expect(meets(failed, '/jobs/a', 'no document')).toBe(false)
  expect(meets(failed, '/jobs/a', '{"status":{"phase":"Failed"}}', 'delete')).toBe(false)
  expect(meets({ keyContains: '', valuePath: 'n', equals: '3' }, 'k', '{"n":3}')).toBe(true)
  expect(meets({ keyContains: '', valuePath: 'n', equals: 'null' }, 'k', '{"n":null}')).toBe(true)
  expect(meets({ keyContains: '', valuePath: 'n' }, 'k', '{"n":null}')).toBe(true)
  expect(meets({ keyContains: '', valuePath: 'n' }, 'k', '{"m":1}')).toBe(false)
  expect(meets({ keyContains: '', equals: 'on' }, 'k', 'on')).toBe(true)
  expect(meets({ keyContains: '', equals: 'on' }, 'k', 'off')).toBe(false)
  expect(meets({ keyContains: 'k' }, 'k', '', 'delete')).toBe(true)
  expect(meets({ keyContains: '\\x00' }, '\u0000', '')).toBe(true)
})
