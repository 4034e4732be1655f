import { expect, test } from 'vitest'
import type { SpeedResult } from '../../../shared/contract/speed'
import { barsOf, verdictOf } from '../../../renderer/features/cluster/speed/speed-words'

const result: SpeedResult = {
  ...{ kind: 'done', load: 's', seconds: 10, writes: 1_500, failed: 0, perSecond: 150 },
  ...{ p50Ms: 2, p90Ms: 3, p99Ms: 9, slowestMs: 20, deviationMs: 1, clientBusy: 0.1 },
  ...{ histogram: [], eachSecond: [], isStopped: false },
  members: [{ name: 'm1', isLeader: true, walFsyncP99Ms: 4, peerRoundTripP99Ms: 1 }],
  verdict: { throughput: true, slowest: true, deviation: true },
}
const toned = (each: SpeedResult, tone: string) =>
  verdictOf(each)
    .filter((line) => line.tone === tone)
    .map(({ text }) => text)
    .join('\n')

test('a check that passed has nothing bad in it', () => {
  expect(toned(result, 'bad')).toBe('')
  expect(toned(result, 'warn')).toBe('')
  expect(toned(result, 'ok')).toContain('150 writes/s of the 150')
})

test('what held it up is named: the disk, the network, or etcdesk itself', () => {
  const slow: SpeedResult = {
    ...result,
    ...{ perSecond: 40, slowestMs: 900, clientBusy: 0.99 },
    verdict: { throughput: false, slowest: false, deviation: true },
    members: [
      { name: 'm1', isLeader: true, walFsyncP99Ms: 4 },
      { name: 'm2', isLeader: false, walFsyncP99Ms: 80, backendCommitP99Ms: 90, peerRoundTripP99Ms: 70 },
    ],
  }
  expect(toned(slow, 'bad')).toMatch(/too low: 40 writes\/s of 150[^]*slowest write took 900 ms/)
  expect(toned(slow, 'warn')).toMatch(/disk of m2[^]*commits of m2[^]*network[^]*etcdesk itself/)
})

test('bars are drawn from the first to the last that holds something', () => {
  const histogram = [0, 3, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0]
  expect(barsOf(histogram)).toEqual([
    { label: '≤ 2 ms', count: 3 },
    { label: '≤ 4 ms', count: 0 },
    { label: '≤ 8 ms', count: 7 },
  ])
  expect(barsOf([0, 0])).toEqual([])
})
