import { describe, expect, test } from 'vitest'
import type { ClusterMetrics } from '../../../../shared/contract/metrics'
import { chartData, lastOf, latestOf, overMembers } from '../../../../renderer/features/metrics/chart-data'
import { chartGroups, type Chart } from '../../../../renderer/features/metrics/charts'
import { addRound, type MetricsPoints } from '../../../../renderer/stores/metrics-points'

const chart = (id: string): Chart => {
  const found = chartGroups.flatMap(({ charts }) => charts).find((each) => each.id === id)
  if (!found) throw new Error(`There is no chart ${id}.`)
  return found
}
const member = (
  id: string,
  timesMs: readonly number[],
  series: MetricsPoints['members'][number]['series'],
  grpc: MetricsPoints['members'][number]['grpc'] = {},
) => ({ id, name: `m${id}`, timesMs, series, grpc })

const points = (...members: MetricsPoints['members']): MetricsPoints => ({ stepMs: 5_000, members })

describe('a chart', () => {
  test('has a gap where nobody looked, none where one scrape came late', () => {
    const timesMs = [0, 5_000, 15_000, 40_000, 45_000]
    const data = chartData(
      chart('pending'),
      points(member('1', timesMs, { pendingProposals: [1, 2, 3, 4, 5] })),
    )
    expect(data.times).toEqual([0, 5, 15, 20, 40, 45])
    expect(data.lines[0]?.values).toEqual([1, 2, 3, null, 4, 5])
  })

  test('puts members side by side in time, whoever was missing', () => {
    const data = chartData(
      chart('fsync'),
      points(
        member('1', [0, 5_000, 10_000], { walFsyncP99Ms: [1, 2, 3], walFsyncP50Ms: [0.5, null, 0.7] }),
        member('2', [0, 10_000], { walFsyncP99Ms: [7, 9] }),
      ),
    )
    expect(data.lines.map(({ name, group, isSecond, values }) => [name, group, isSecond, values])).toEqual([
      ['m1 p99', 0, false, [1, 2, 3]],
      ['m1 p50', 0, true, [0.5, null, 0.7]],
      ['m2 p99', 1, false, [7, null, 9]],
    ])
    expect(data.limits).toEqual([{ value: 10, label: 'p99 below 10 ms' }])
    expect(overMembers(data, 'highest')).toEqual([7, 2, 9])
    expect(overMembers(data, 'sum')).toEqual([8, 2, 12])
  })

  test('draws a limit that is a share of another figure, of the tightest member', () => {
    const data = chartData(
      chart('size'),
      points(
        member('1', [0], { dbSizeBytes: [1], quotaBytes: [100] }),
        member('2', [0], { dbSizeBytes: [1], quotaBytes: [50] }),
      ),
    )
    expect(data.limits).toEqual([{ value: 40, label: '80 % of the quota' }])
    expect(chartData(chart('size'), points(member('1', [0], { dbSizeBytes: [1] }))).limits).toEqual([])
  })

  test('of leader changes counts from zero, over starts of the process', () => {
    const timesMs = [0, 5_000, 10_000, 15_000, 20_000]
    const data = chartData(
      chart('leader'),
      points(member('1', timesMs, { leaderChanges: [3, 4, null, 1, 2] })),
    )
    expect(data.lines[0]?.values).toEqual([0, 1, null, 1, 2])
  })

  test('of gRPC adds up the members by method, the busiest first', () => {
    const data = chartData(
      chart('grpc'),
      points(
        member('1', [0, 5_000], {}, { 'KV/Put': [null, 4], 'KV/Range': [null, 1] }),
        member('2', [0, 5_000], {}, { 'KV/Range': [2, 9] }),
      ),
    )
    expect(data.lines.map(({ name, values }) => [name, values])).toEqual([
      ['KV/Range', [2, 10]],
      ['KV/Put', [null, 4]],
    ])
  })

  test('of nothing is empty', () => {
    expect(chartData(chart('grpc'), points())).toMatchObject({ times: [], lines: [] })
    expect(lastOf([1, null])).toBe(1)
    expect(lastOf([null])).toBeUndefined()
    expect(latestOf(points(member('1', [0], { watchers: [0] })), 'watchers').get('1')).toBe(0)
  })
})

describe('a round', () => {
  const round = (atMs: number, ...members: Partial<ClusterMetrics['members'][number]>[]): ClusterMetrics => ({
    atMs,
    members: members.map((more) => ({
      ...{ id: '1', name: 'm1', url: '', isOwnUrl: false, figures: {}, grpc: {}, peers: [] },
      ...more,
    })),
  })

  test('is added at the end once, and what is too old goes', () => {
    const start = points(member('1', [0, 5_000], { watchers: [1, 2] }))
    const added = addRound(start, round(10_000, { figures: { watchers: 3, openFiles: 9 } }), 5_000)
    expect(added.members[0]).toMatchObject({
      timesMs: [5_000, 10_000],
      series: { watchers: [2, 3], openFiles: [null, 9] },
    })
    expect(addRound(added, round(10_000, { figures: { watchers: 4 } }), 5_000)).toEqual(added)
  })

  test('brings new members in, and leaves out those that could not be read', () => {
    const failure = { code: 'unavailable', message: 'Nobody is listening.' } as const
    const added = addRound(
      points(member('1', [0], { watchers: [1] })),
      round(5_000, { failure }, { id: '2', name: 'm2', figures: { watchers: 5 } }),
      0,
    )
    expect(added.members.map(({ name, timesMs }) => [name, timesMs])).toEqual([
      ['m1', [0]],
      ['m2', [5_000]],
    ])
  })

  test('counts a method that was not called as none, where calls are known', () => {
    const start = points(member('1', [0], {}, { 'KV/Put': [4] }))
    const known = addRound(start, round(5_000, { figures: { grpcPerSecond: 2 }, grpc: { 'KV/Txn': 2 } }), 0)
    expect(known.members[0]?.grpc).toEqual({ 'KV/Put': [4, 0], 'KV/Txn': [null, 2] })
    expect(addRound(start, round(5_000, {}), 0).members[0]?.grpc).toEqual({ 'KV/Put': [4, null] })
  })
})
