import { describe, expect, it } from 'vitest'
import { count } from '../../../scripts/lib/vitest.mjs'

const file = (status, tests, message = '') => ({
  name: 'test/a.test.ts',
  status,
  message,
  assertionResults: tests.map((each, i) => ({ status: each, fullName: `test ${i}` })),
})

describe('the count of a suite', () => {
  it('adds up what passed, failed and was skipped, and names the failed and the skipped', () => {
    const report = { testResults: [file('failed', ['passed', 'failed', 'skipped', 'todo'])] }
    const notes = ['failed: test 1', 'skipped: test 2', 'skipped: test 3']
    expect(count('unit', report, 1)).toEqual({ suite: 'unit', passed: 1, failed: 1, skipped: 2, notes })
  })

  it('counts a file that could not be loaded as a failure', () => {
    const report = { testResults: [file('passed', ['passed']), file('failed', [], 'Cannot find module')] }
    const { failed, notes } = count('unit', report, 1)
    expect(failed).toBe(1)
    expect(notes).toEqual(['failed: test/a.test.ts: Cannot find module'])
  })

  it.each([
    ['no report at all', undefined, 1],
    ['no file', { testResults: [] }, 0],
    ['nothing but skipped tests', { testResults: [file('passed', ['skipped'])] }, 0],
  ])('fails a suite that ran nothing: %s', (_, report, exitCode) => {
    expect(count('unit', report, exitCode).failed).toBe(1)
  })

  it('fails a suite whose tests passed but whose run did not', () => {
    expect(count('unit', { testResults: [file('passed', ['passed'])] }, 1).failed).toBe(1)
    expect(count('unit', { testResults: [file('passed', ['passed'])] }, null).failed).toBe(1)
  })
})
