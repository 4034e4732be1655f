import { describe, expect, test } from 'vitest'
import type { MemberRow } from '../../../../shared/contract/cluster'
import { previewAdd, previewPromote } from '../../../../renderer/features/cluster/members/preview-join'
import { previewMove } from '../../../../renderer/features/cluster/members/preview-move'
import { previewRemove } from '../../../../renderer/features/cluster/members/preview-remove'
import { previewUpdate } from '../../../../renderer/features/cluster/members/preview-update'

const row = (name: string, more: Partial<MemberRow> = {}): MemberRow => ({
  id: name,
  name,
  role: 'follower',
  health: 'healthy',
  isCatchingUp: false,
  clientUrls: [`http://${name}:2379`],
  peerUrls: [`http://${name}:2380`],
  endpoint: `http://${name}:2379`,
  version: '3.6.12',
  raftIndex: 1_000n,
  raftAppliedIndex: 1_000n,
  errors: [],
  ...more,
})
const leader = row('m1', { role: 'leader' })
const three = [leader, row('m2'), row('m3')]
const away = row('m3', {
  health: 'unreachable',
  role: 'unknown',
  raftIndex: undefined,
  raftAppliedIndex: undefined,
})
const learner = row('m4', { role: 'learner' })
const waiting = row('b1', {
  role: 'learner',
  health: 'unreachable',
  clientUrls: [],
  raftIndex: undefined,
  raftAppliedIndex: undefined,
})
const elsewhere = { endpoints: ['http://m2:2379'] }
const states = (preview: ReturnType<typeof previewAdd>) =>
  preview.quorum?.map(({ when, state }) => [when, state.healthy, state.voters, state.needed, state.tolerates])

describe('before a member is added', () => {
  test('a voter: the quorum now, after, and when it runs; an even number is explained', () => {
    const preview = previewAdd({ members: three }, false)
    expect(states(preview)).toEqual([
      ['Now', 3, 3, 2, 1],
      ['After', 3, 4, 3, 0],
      ['When it runs', 4, 4, 3, 1],
    ])
    expect(preview.facts).toEqual([
      '4 voting members tolerate 1 failure, as 3 do: an even number adds no safety.',
    ])
    expect(preview).toMatchObject({ refusal: undefined, isRisky: false })
  })

  test('a learner: the quorum stays', () => {
    const preview = previewAdd({ members: three }, true)
    expect(preview.quorum).toBeUndefined()
    expect(preview.facts[0]).toContain('the quorum stays 2 of 3')
    expect(preview.facts[1]).toContain('Once it is promoted, 4 voting members tolerate 1 failure')
    expect(preview.warnings).toEqual([])
  })

  test('a second voter beside one costs the quorum until it runs: a name is typed', () => {
    const preview = previewAdd({ members: [leader] }, false)
    expect(preview.isRisky).toBe(true)
    expect(preview.warnings.join(' ')).toContain('only 1 of 2 voting members work and 2 are needed')
  })

  test('who does not work, who never started, and a learner that is there are named', () => {
    const preview = previewAdd({ members: [leader, row('m2'), away, waiting] }, true)
    expect(preview.warnings).toEqual([
      expect.stringContaining('m3 does not work: etcd refuses a new member'),
      expect.stringContaining('b1 was added and has never started'),
      expect.stringContaining('b1 is a learner already'),
    ])
  })

  test('without a quorum it cannot be', () => {
    expect(previewAdd({ members: [leader, away, { ...away, id: 'm2' }] }, true).refusal).toContain(
      'no quorum',
    )
  })
})

describe('before a learner is promoted', () => {
  const refusal = (member: MemberRow) => previewPromote({ members: [...three, member] }, member).refusal

  test('one that has caught up is', () => {
    const preview = previewPromote({ members: [...three, learner] }, learner)
    expect(preview).toMatchObject({ refusal: undefined, warnings: [] })
    expect(preview.facts[0]).toBe('m4 has caught up with the leader.')
    expect(states(preview)?.[1]).toEqual(['After', 4, 4, 3, 1])
  })

  test('what is missing is said', () => {
    expect(refusal(waiting)).toContain('b1 has never started')
    expect(refusal({ ...learner, health: 'unreachable' })).toContain('does not answer')
    expect(refusal({ ...learner, raftIndex: 899n, raftAppliedIndex: 899n })).toContain(
      '899 of 1,000 raft entries',
    )
    expect(refusal({ ...learner, raftAppliedIndex: 900n })).toBeUndefined()
    expect(refusal(row('m2'))).toContain('has a vote already')
  })

  test('versions that lose a promotion on the way to 3.6 are named', () => {
    const old = three.map((each) => ({ ...each, version: '3.5.16' }))
    expect(previewPromote({ members: [...old, learner] }, learner).warnings[0]).toContain('3.5.26')
  })
})

describe('before a member is removed', () => {
  const remove = (members: readonly MemberRow[], member: MemberRow, more = {}) =>
    previewRemove({ members }, member, { ...elsewhere, ...more })

  test('of three that work: what is left, and what it tolerates', () => {
    const preview = remove(three, row('m2'))
    expect(states(preview)).toEqual([
      ['Now', 3, 3, 2, 1],
      ['After', 2, 2, 2, 0],
    ])
    expect(preview).toMatchObject({ isRisky: false, refusal: undefined, warnings: [] })
  })

  test('one that works while another does not: its name is typed', () => {
    const preview = remove([leader, row('m2'), away], row('m2'))
    expect(preview.isRisky).toBe(true)
    expect(preview.warnings[0]).toContain('1 of 2 voting members works and 2 are needed')
    expect(remove([leader, row('m2'), away], away)).toMatchObject({ isRisky: false })
  })

  test('what becomes of its process and data is said where it is not ours', () => {
    expect(remove(three, row('m2')).facts.join(' ')).toContain('Its data folder stays')
    expect(remove(three, row('m2'), { isLocal: true }).facts.join(' ')).not.toContain('data folder')
  })

  test('the last voter never', () => {
    expect(remove([leader, learner], leader).refusal).toContain('the last member with a vote')
    expect(remove([leader, learner], learner).refusal).toBeUndefined()
  })

  test('the leader: an election, or a hand-over before', () => {
    expect(remove(three, leader).warnings).toEqual([expect.stringContaining('the others elect a new leader')])
    const handed = remove(three, leader, { heir: 'm2' })
    expect(handed.warnings).toEqual([])
    expect(handed.facts).toContain('m1 leads, and hands over to m2 first.')
  })

  test('the member the connection goes through, with another endpoint and without', () => {
    const used = 'http://m2:2379'
    const both = remove(three, row('m2'), { used, endpoints: [used, 'http://m3:2379'] })
    expect(both.warnings).toEqual(['etcdesk is connected through m2, and goes on at another endpoint.'])
    const only = remove(three, row('m2'), { used, endpoints: [used] })
    expect(only.warnings[0]).toContain('it will be lost')
  })
})

test('before peer URLs change: what is at stake until the member has them, and what old versions do to a learner', () => {
  const voter = previewUpdate({ members: three }, row('m2'))
  expect(voter.warnings).toEqual(['Until then m2 counts as failed: the cluster tolerates no failure.'])
  const needed = previewUpdate({ members: [leader, row('m2'), away] }, row('m2'))
  expect(needed.warnings[0]).toContain('no quorum without it')
  expect(previewUpdate({ members: [...three, learner] }, learner).warnings).toEqual([])
  const old = { ...learner, version: '3.5.16' }
  expect(previewUpdate({ members: [...three, old] }, old).warnings[0]).toContain(
    'forgets that m4 is a learner',
  )
})

test('before leadership moves: how far behind the next one is, or that nobody could', () => {
  const behind = row('m2', { raftAppliedIndex: 988n })
  expect(previewMove({ members: [leader, behind] }, behind).facts[1]).toBe('m2 is 12 raft entries behind.')
  expect(previewMove({ members: [leader, away] }, undefined).refusal).toContain('nobody could lead instead')
  expect(previewMove({ members: [row('m1'), row('m2')] }, row('m2')).refusal).toContain('no leader now')
})
