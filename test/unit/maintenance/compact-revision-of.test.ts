import { describe, expect, test } from 'vitest'
import { compactRevisionOf, type CompactWindow } from '../../../main/maintenance/compact-revision-of'
import type { CompactTarget } from '../../../shared/contract/maintenance'
import { toFailure } from '../../../shared/failure'

const nowMs = 1_700_000_000_000
const minuteMs = 60_000
const window: CompactWindow = {
  current: 1_000n,
  compactRevision: 100n,
  times: [
    { revision: 50n, ms: nowMs - 300 * minuteMs },
    { revision: 400n, ms: nowMs - 120 * minuteMs },
    { revision: 900n, ms: nowMs - 10 * minuteMs },
  ],
  nowMs,
}
const failureOf = (target: CompactTarget, of = window) => {
  try {
    return compactRevisionOf(target, of).revision
  } catch (error) {
    return toFailure(error)
  }
}

describe('what to compact to', () => {
  test('keeping the newest N leaves exactly N', () => {
    expect(compactRevisionOf({ kind: 'revisions', count: 1n }, window)).toEqual({ revision: 1_000n })
    expect(compactRevisionOf({ kind: 'revisions', count: 900n }, window)).toEqual({ revision: 101n })
    expect(failureOf({ kind: 'revisions', count: 901n })).toMatchObject({ code: 'compacted' })
  })

  test('of hours it is the newest sight that is old enough', () => {
    const at = compactRevisionOf({ kind: 'hours', hours: 1 }, window)
    expect(at).toEqual({ revision: 400n, stoodAtMs: nowMs - 120 * minuteMs })
    expect(compactRevisionOf({ kind: 'hours', hours: 2 }, window).revision).toBe(400n)
    expect(compactRevisionOf({ kind: 'hours', hours: 0 }, window).revision).toBe(900n)
  })

  test('hours that are compacted already, and hours before the first sight', () => {
    expect(failureOf({ kind: 'hours', hours: 5.5 })).toMatchObject({
      code: 'precondition',
      message: expect.stringContaining('for 5 hours only') as string,
      details: { field: 'hours', sinceMs: nowMs - 300 * minuteMs },
    })
    expect(failureOf({ kind: 'hours', hours: 5 })).toMatchObject({ code: 'compacted' })
    expect(failureOf({ kind: 'hours', hours: 6 }, { ...window, times: [] })).toMatchObject({
      message: expect.stringContaining('has not seen this store yet') as string,
    })
    expect(failureOf({ kind: 'hours', hours: NaN })).toMatchObject({ code: 'invalid' })
  })

  test('never beyond the newest revision', () => {
    expect(failureOf({ kind: 'revision', revision: 1_000n })).toBe(1_000n)
    expect(failureOf({ kind: 'revision', revision: 1_001n })).toMatchObject({
      code: 'invalid',
      details: { field: 'revision' },
    })
    expect(failureOf({ kind: 'revision', revision: -5n })).toMatchObject({ code: 'invalid' })
    expect(failureOf({ kind: 'revision', revision: 100n })).toMatchObject({ code: 'compacted' })
  })
})
