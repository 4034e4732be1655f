import { describe, expect, test } from 'vitest'
import { defragmentOrder, obstacleOf } from '../../../main/maintenance/defragment-order'
import { roomOf } from '../../../main/maintenance/disarm'
import { downgradeTarget } from '../../../main/maintenance/downgrade-info'
import { mostLag, problemOf } from '../../../main/maintenance/gate'
import type { MemberRow } from '../../../shared/contract/cluster'

const member = (name: string, role: MemberRow['role'], isWell = true) => ({ id: name, name, role, isWell })
const names = (members: readonly { name: string }[]) => members.map(({ name }) => name)

describe('defragmenting', () => {
  test('followers by name, the leader last of those that are taken, learners after it', () => {
    const members = [
      member('m10', 'follower'),
      member('m1', 'leader'),
      member('m2', 'follower'),
      member('m3', 'learner'),
    ]
    expect(names(defragmentOrder(members))).toEqual(['m2', 'm10', 'm1', 'm3'])
    expect(names(defragmentOrder([...members].reverse()))).toEqual(['m2', 'm10', 'm1', 'm3'])
  })

  test('no member is taken that the quorum needs', () => {
    const three = [member('a', 'leader'), member('b', 'follower'), member('c', 'follower')]
    expect(obstacleOf(three)).toBeUndefined()
    expect(obstacleOf([...three.slice(0, 2), member('c', 'follower', false)])).toBe(
      'c is not well: with 2 of 3 members, none can be spared (the quorum is 2).',
    )
    const five = [...three, member('d', 'follower'), member('e', 'unknown', false)]
    expect(obstacleOf(five)).toBeUndefined()
    expect(
      obstacleOf([
        ...five.slice(0, 3),
        member('d', 'unknown', false),
        five[4] ?? member('e', 'unknown', false),
      ]),
    ).toContain('d, e are not well')
    expect(obstacleOf([member('a', 'leader')]), 'one member blocks, which is said elsewhere').toBeUndefined()
    expect(obstacleOf([member('a', 'unknown', false)])).toContain('no quorum')
    expect(obstacleOf([...three, member('l', 'learner', false)])).toBeUndefined()
  })

  test('the gate wants an answer, a leader, no complaint but of space, and little lag', () => {
    const asked = { name: 'm1', role: 'follower', endpoint: 'http://m1' } as const
    const status = {
      leader: 5n,
      errors: [] as string[],
      raftAppliedIndex: 100n,
      raftIndex: 100n,
    } as never as Parameters<typeof problemOf>[1]['status'] & object
    expect(problemOf(asked, { status }, 100n)).toBeUndefined()
    expect(problemOf(asked, { status }, 100n + mostLag)).toBeUndefined()
    expect(problemOf(asked, { status }, 101n + mostLag)).toBe('m1 is 1001 raft entries behind')
    expect(problemOf(asked, { status: { ...status, leader: 0n } }, 100n)).toBe('m1 knows no leader')
    expect(
      problemOf(asked, { status: { ...status, errors: ['memberID:1 alarm:NOSPACE '] } }, 100n),
    ).toBeUndefined()
    expect(
      problemOf(asked, { status: { ...status, errors: ['memberID:1 alarm:CORRUPT '] } }, 100n),
    ).toContain('CORRUPT')
    expect(problemOf(asked, {}, 100n)).toBe('m1 does not answer')
  })
})

describe('room', () => {
  const of = (...shares: (number | undefined)[]) =>
    roomOf(
      shares.map((share) => ({
        dbSizeBytes: 1_000 * (share ?? 1),
        quotaBytes: share === undefined ? undefined : 1_000,
      })),
      3,
    )
  test('is there when every member is below nine tenths of its quota', () => {
    expect(of(0.1, 0.2, 0.89)).toBe('enough')
    expect(of(0.1, 0.2, 0.9)).toBe('lacking')
    expect(of(0.1, 0.2, undefined)).toBe('unknown')
    expect(of(0.1, 0.95, undefined)).toBe('lacking')
    expect(of(0.1, 0.2), 'one does not answer').toBe('unknown')
  })
})

test('a downgrade goes to the minor version below the lowest member', () => {
  expect(downgradeTarget(['3.5.16', '3.6.1'])).toBe('3.4.0')
  expect(downgradeTarget(['3.6.1', '3.6.2'])).toBe('3.5.0')
  expect(downgradeTarget(['3.4.23', '3.5.16'])).toBeUndefined()
  expect(downgradeTarget(['3.5.16', ''])).toBeUndefined()
  expect(downgradeTarget([])).toBeUndefined()
})
