import { describe, expect, test } from 'vitest'
import type { MemberMetrics } from '../../../shared/contract/metrics'
import { growthOf } from '../../../main/metrics/forecast'
import { changesIn, leaderChangesInDay, quotaForecast } from '../../../main/metrics/summary'
import { checkMetricsUrl, targetsOf } from '../../../main/metrics/targets'

const dayMs = 86_400_000
const GiB = 1 << 30

const member = (id: string, figures: MemberMetrics['figures'], startedAtMs = 0): MemberMetrics => ({
  ...{ id, name: id, url: '', isOwnUrl: false, figures, grpc: {}, peers: [], startedAtMs },
})

describe('the growth of a database', () => {
  const points = (bytesOf: (hours: number) => number, hours = 24) =>
    Array.from({ length: hours * 60 + 1 }, (_, at) => ({ atMs: at * 60_000, bytes: bytesOf(at / 60) }))

  test('says when the quota is reached', () => {
    const growth = growthOf(
      points((hours) => 1e9 + hours * 1e6),
      2e9,
    )
    expect(growth.bytesPerDay).toBeCloseTo(24e6, 0)
    expect(growth.daysLeft).toBeCloseTo((2e9 - 1.024e9) / 24e6, 3)
  })

  test('is not misled by the saw teeth of compactions', () => {
    const { bytesPerDay = 0 } = growthOf(
      points((hours) => 1e9 + hours * 1e6 + (hours % 1) * 5e6),
      2e9,
    )
    expect(bytesPerDay / 24e6).toBeGreaterThan(0.9)
    expect(bytesPerDay / 24e6).toBeLessThan(1.1)
  })

  test('is not known after minutes, and has no end where it does not grow', () => {
    expect(growthOf(points((hours) => hours, 24).slice(0, 9), 2e9)).toEqual({})
    expect(growthOf([], 2e9)).toEqual({})
    expect(
      growthOf(
        points(() => 1e9),
        2e9,
      ),
    ).toMatchObject({ bytesPerDay: 0, daysLeft: undefined })
    expect(
      growthOf(
        points((hours) => 1e9 - hours),
        2e9,
      ).daysLeft,
    ).toBeUndefined()
    expect(
      growthOf(
        points((hours) => 1e9 + hours),
        2e12,
      ).daysLeft,
    ).toBeUndefined()
  })

  test('is that of the fullest member', () => {
    const sizes = (dbSizeBytes: number) => ({ dbSizeBytes, dbSizeInUseBytes: 1, quotaBytes: 2 * GiB })
    const members = [member('a', sizes(1)), member('b', sizes(GiB)), member('c', {})]
    expect(quotaForecast(members, [])).toMatchObject({ memberName: 'b', dbSizeBytes: GiB })
    expect(quotaForecast([member('c', {})], [])).toBeUndefined()
  })
})

describe('leader changes', () => {
  test('are counted over a start of the process, whose first leader is no change', () => {
    expect(changesIn([3, 3, 4, 1, 1, 2])).toBe(2)
    expect(changesIn([])).toBe(0)
  })

  test('of a day are known at once where the process began in it', () => {
    const nowMs = 10 * dayMs
    expect(leaderChangesInDay([member('a', { leaderChanges: 3 }, nowMs - 1_000)], [], nowMs)).toBe(2)
    expect(leaderChangesInDay([member('a', { leaderChanges: 3 }, nowMs - 2 * dayMs)], [], nowMs)).toBe(0)
    expect(leaderChangesInDay([member('a', {})], [], nowMs)).toBeUndefined()
  })
})

describe('where a member is asked', () => {
  const row = { id: '1', name: 'm1', clientUrls: ['http://a:2379'], peerUrls: [], errors: [] }
  const known = { ...row, role: 'leader', health: 'healthy', isCatchingUp: false } as const

  test('is the address at which it answers, or the one that was given', () => {
    const asked = { ...known, endpoint: 'http://b:2379/' }
    expect(targetsOf([asked], [], {})).toMatchObject([{ url: 'http://b:2379/metrics', isOwnUrl: false }])
    expect(targetsOf([asked], [], { 1: 'http://c/m' })).toMatchObject([{ url: 'http://c/m', isOwnUrl: true }])
    expect(targetsOf([], ['http://e:1'], {})).toMatchObject([{ id: '', url: 'http://e:1/metrics' }])
  })

  test('is nowhere for a member that was never started', () => {
    const [target] = targetsOf([{ ...known, clientUrls: [] }], [], {})
    expect(target?.failure).toMatchObject({ code: 'unavailable' })
  })

  test('takes an address of metrics, and says what is wrong with another', () => {
    expect(checkMetricsUrl(' http://10.0.0.1:2381 ')).toBe('http://10.0.0.1:2381/metrics')
    expect(checkMetricsUrl('https://h/a/metrics?x=1')).toBe('https://h/a/metrics?x=1')
    for (const bad of ['', 'h:2381', 'ftp://h/', 'http://u:p@h/metrics'])
      expect(() => checkMetricsUrl(bad)).toThrow()
  })
})
