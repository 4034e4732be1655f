import { describe, expect, test } from 'vitest'
import { RevisionTimes } from '../../../main/history/revision-times'

describe('when revisions were made', () => {
  test('between the last sight below and the first at or above', () => {
    const times = new RevisionTimes()
    for (const [revision, ms] of [
      [10n, 100],
      [10n, 200],
      [10n, 300],
      [15n, 400],
    ] as const)
      times.observe(revision, ms)
    expect(times.points).toEqual([
      { revision: 10n, ms: 100 },
      { revision: 10n, ms: 300 },
      { revision: 15n, ms: 400 },
    ])
    expect(times.timeOf(12n)).toEqual({ source: 'observed', afterMs: 300, ms: 400 })
    expect(times.timeOf(15n)).toEqual({ source: 'observed', afterMs: 300, ms: 400 })
    expect(times.timeOf(10n)).toEqual({ source: 'observed', ms: 100 })
    expect(times.timeOf(16n)).toBeUndefined()
  })

  test('many sights are thinned, the old ones first, and what they say stays true', () => {
    const times = new RevisionTimes()
    for (let i = 1; i <= 20_000; i++) times.observe(BigInt(i * 3), i * 1_000)
    expect(times.points.length).toBeLessThanOrEqual(400)
    expect(times.timeOf(60_000n)).toEqual({ source: 'observed', afterMs: 19_999_000, ms: 20_000_000 })
    for (const revision of [5n, 1_000n, 30_000n, 59_000n]) {
      const made = Math.ceil(Number(revision) / 3) * 1_000
      const { ms = 0, afterMs = 0 } = times.timeOf(revision) ?? {}
      expect(ms).toBeGreaterThanOrEqual(made)
      expect(afterMs).toBeLessThan(made)
    }
  })

  test('a member that lags is passed over, a store made anew is begun anew', () => {
    const times = new RevisionTimes([{ revision: 100n, ms: 1_000 }])
    times.observe(90n, 2_000)
    times.observe(101n, 3_000)
    expect(times.points.map(({ revision }) => revision)).toEqual([100n, 101n])
    for (let i = 0; i < 5; i++) times.observe(3n, 4_000 + i)
    expect(times.points).toEqual([{ revision: 3n, ms: 4_004 }])
  })

  test('a clock that was set back', () => {
    const times = new RevisionTimes()
    times.observe(1n, 1_000)
    times.observe(2n, 9_000)
    times.observe(3n, 2_000)
    expect(times.points.map(({ ms }) => ms)).toEqual([1_000, 2_000])
  })
})
