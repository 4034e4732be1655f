import { create } from '@bufbuild/protobuf'
import { describe, expect, test } from 'vitest'
import { alarmsOf, otherErrors } from '../../../main/cluster/alarms'
import { LeaderHistory } from '../../../main/cluster/leader-history'
import { leaderOf } from '../../../main/cluster/summary'
import { StatusResponseSchema } from '../../../main/etcd/gen/etcdserverpb/maintenance_pb'
import { unnamedMember } from '../../../shared/etcd/alarm'

const status = (leader: bigint, raftTerm: bigint) => create(StatusResponseSchema, { leader, raftTerm })

describe('who leads', () => {
  test('the member of the newest term that has a leader', () => {
    expect(leaderOf([status(1n, 2n), status(2n, 3n), status(2n, 3n)])).toBe(2n)
  })
  test('nobody, when more members know of none: an old answer of one that hangs does not count', () => {
    expect(leaderOf([status(1n, 2n), status(0n, 3n), status(0n, 3n)])).toBe(0n)
  })
  test('a member that is cut off and counts up its term decides nothing', () => {
    expect(leaderOf([status(1n, 2n), status(1n, 2n), status(0n, 40n)])).toBe(1n)
  })
  test('nobody, of nobody', () => {
    expect(leaderOf([])).toBe(0n)
  })
})

describe('leaders that were seen', () => {
  test('one spell a leader and term, the newest first; the first may be older than the looking', () => {
    const history = new LeaderHistory()
    history.observe({ term: 2n, memberId: 'a' }, 1_000)
    history.observe({ term: 2n, memberId: 'a' }, 2_000)
    history.observe({ term: 2n }, 3_000)
    history.observe({ term: 3n, memberId: 'b' }, 4_000)
    expect(history.spells).toEqual([
      { term: 3n, memberId: 'b', sinceMs: 4_000, isOlder: false },
      { term: 2n, sinceMs: 3_000, isOlder: false },
      { term: 2n, memberId: 'a', sinceMs: 1_000, isOlder: true },
    ])
  })
  test('what changed while nobody looked is said to be older; what stayed is the same spell', () => {
    const history = new LeaderHistory()
    history.observe({ term: 2n, memberId: 'a' }, 1_000)
    history.pause()
    history.observe({ term: 2n, memberId: 'a' }, 9_000)
    expect(history.spells).toHaveLength(1)
    history.pause()
    history.observe({ term: 5n, memberId: 'b' }, 20_000)
    expect(history.spells[0]).toMatchObject({ memberId: 'b', isOlder: true })
  })
  test('they are bounded', () => {
    const history = new LeaderHistory()
    for (let term = 1n; term <= 200n; term++) history.observe({ term, memberId: 'a' }, Number(term))
    expect(history.spells).toHaveLength(50)
    expect(history.spells[0]?.term).toBe(200n)
  })
})

test('alarms are told apart from what else a Status complains of', () => {
  const errors = [
    'etcdserver: no leader',
    'memberID:10501334649042878790 alarm:NOSPACE ',
    'memberID:1  alarm:CORRUPT',
    // As etcd's periodic corruption check raises it.
    'alarm:CORRUPT ',
  ]
  const complaining = create(StatusResponseSchema, { errors })
  expect(otherErrors(complaining)).toEqual(['etcdserver: no leader'])
  expect(alarmsOf(complaining)).toEqual([
    { memberId: '91bc3c398fb3c146', alarm: 'NOSPACE' },
    { memberId: '0000000000000001', alarm: 'CORRUPT' },
    { memberId: unnamedMember, alarm: 'CORRUPT' },
  ])
})
