import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRecovery } from '../../../main/local/lab/read-recovery'

/** Lines that these versions wrote on a `kill -9` under load and the start afterwards. */
const linesOf = (name: string) =>
  readFileSync(join(process.cwd(), 'test/fixtures/etcd-logs', `${name}.log`), 'utf8')
    .trimEnd()
    .split('\n')

test('the very first start recovers nothing', () => {
  expect(readRecovery(linesOf('3.5.16-first-start'))).toEqual({
    startedAtMs: Date.parse('2026-11-21T18:27:17.700Z'),
    log: {},
  })
})

test.each([
  ['3.4.23', 1010n, 1511n],
  ['3.5.16', 1007n, 1508n],
])('%s with little lag: its snapshot and its write-ahead log', (version, snapshotIndex, last) => {
  expect(readRecovery(linesOf(`${version}-little-lag`)).log).toEqual({
    snapshotIndex,
    replayed: { first: snapshotIndex + 1n, last },
  })
})

test.each([
  ['3.4.23', 1010n, 1813n, { index: 10813n, sizeBytes: 1241088, tookMs: 5.777393 }],
  ['3.4.23-capnslog', 1017n, 1813n, { index: 10813n, tookMs: 5.26349 }],
  ['3.5.16', 1007n, 1809n, { index: 10809n, sizeBytes: 1241088, tookMs: 2.155048 }],
])('%s with much lag: the snapshot of the leader; only the last run counts', (name, at, last, received) => {
  expect(readRecovery(linesOf(`${name}-much-lag`)).log).toEqual({
    snapshotIndex: at,
    replayed: { first: at + 1n, last },
    received,
  })
})

test('without a snapshot, and without the beginning of the run', () => {
  const line =
    '{"level":"info","ts":"2026-11-21T18:27:23.637Z","msg":"newRaft c8d3 [peers: [], term: 2, commit: 40, applied: 0, lastindex: 40, lastterm: 2]"}'
  expect(readRecovery(['garbage', line])).toEqual({ log: { replayed: { first: 1n, last: 40n } } })
})
