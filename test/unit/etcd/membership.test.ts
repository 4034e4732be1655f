import { describe, expect, test } from 'vitest'
import {
  forgetsLearnerOnUpdate,
  isLastVoter,
  isStarted,
  lagOf,
  losesPromotionOnUpgrade,
  quorumAfterAdd,
  quorumAfterPromote,
  quorumAfterRemove,
  transferees,
  type MemberFacts,
} from '../../../shared/etcd/membership'

const member = (name: string, more: Partial<MemberFacts> = {}): MemberFacts => ({
  id: name,
  name,
  role: 'follower',
  health: 'healthy',
  clientUrls: [`http://${name}:2379`],
  raftIndex: 100n,
  raftAppliedIndex: 100n,
  ...more,
})
const leader = member('m1', { role: 'leader' })
const three = [leader, member('m2', { raftAppliedIndex: 90n }), member('m3')]

describe('membership', () => {
  test('who could lead: healthy voters that do not, the least lag first', () => {
    const more = [
      ...three,
      member('m4', { role: 'learner' }),
      member('m5', { health: 'unhealthy' }),
      member('m6', { health: 'unreachable', role: 'unknown' }),
    ]
    expect(transferees(more).map(({ name }) => name)).toEqual(['m3', 'm2'])
    expect(transferees([leader])).toEqual([])
  })

  test('the lag is told against the furthest raft index, and not where a member does not say', () => {
    expect(three.map((each) => lagOf(each, three))).toEqual([0n, 10n, 0n])
    const silent = member('m4', { raftIndex: undefined, raftAppliedIndex: undefined })
    expect(lagOf(silent, three)).toBeUndefined()
  })

  test('a learner changes no quorum; a voter counts as failed until it runs', () => {
    expect(quorumAfterAdd(three, true).after).toMatchObject({ voters: 3, tolerates: 1 })
    expect(quorumAfterAdd(three, false).after).toMatchObject({ voters: 4, needed: 3, tolerates: 0 })
    expect(quorumAfterAdd([leader], false)).toMatchObject({ leavesNoQuorum: true, after: { needed: 2 } })
  })

  test('promoting a learner that runs adds one that works', () => {
    const learner = member('m4', { role: 'learner' })
    expect(quorumAfterPromote([...three, learner], learner).after).toMatchObject({ voters: 4, healthy: 4 })
    const dead = member('m4', { role: 'learner', health: 'unreachable' })
    expect(quorumAfterPromote([...three, dead], dead).after).toMatchObject({ voters: 4, healthy: 3 })
  })

  test('removing is refused when those left are no majority of those left', () => {
    const away = member('m3', { health: 'unreachable', role: 'unknown' })
    const twoOfThree = [leader, member('m2'), away]
    expect(quorumAfterRemove(three, leader).leavesNoQuorum).toBe(false)
    expect(quorumAfterRemove(twoOfThree, away).leavesNoQuorum).toBe(false)
    expect(quorumAfterRemove(twoOfThree, leader)).toMatchObject({
      leavesNoQuorum: true,
      after: { voters: 2, healthy: 1, needed: 2, lacks: 1 },
    })
    const learner = member('m4', { role: 'learner' })
    expect(quorumAfterRemove([...three, learner], learner).after).toMatchObject({ voters: 3, healthy: 3 })
  })

  test('the last voter is known, learners beside it or not', () => {
    const learner = member('m4', { role: 'learner' })
    expect(isLastVoter([leader, learner], leader)).toBe(true)
    expect(isLastVoter([leader, learner], learner)).toBe(false)
    expect(isLastVoter(three, leader)).toBe(false)
  })

  test('a member without client URLs has never started', () => {
    expect(isStarted(member('m4', { clientUrls: [] }))).toBe(false)
    expect(isStarted(leader)).toBe(true)
  })

  test('versions with a fault of their own', () => {
    const forgets = ['3.4.37', '3.5.16', '3.6.0', '3.6.11'].map(forgetsLearnerOnUpdate)
    expect(forgets).toEqual([true, true, true, true])
    expect(['3.6.12', '3.7.0', ''].map(forgetsLearnerOnUpdate)).toEqual([false, false, false])
    const loses = ['3.5.0', '3.5.1', '3.5.19', '3.5.20', '3.4.23', '3.6.1'].map(losesPromotionOnUpgrade)
    expect(loses).toEqual([false, true, true, false, false, false])
  })
})
