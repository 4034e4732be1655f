import { describe, expect, test } from 'vitest'
import type { ClusterStatus, MemberRow, ReadProbe } from '../../../../shared/contract/cluster'
import { describeLeaders } from '../../../../renderer/features/cluster/describe-leaders'
import { memberFacts } from '../../../../renderer/features/cluster/member-facts'
import { describeHealth } from '../../../../renderer/features/cluster/member-health'
import { quorumOf } from '../../../../renderer/features/cluster/quorum'

const answered: ReadProbe = { isAnswered: true, isDenied: false, latencyMs: 1.2 }
const silent: ReadProbe = {
  ...{ isAnswered: false, isDenied: false, latencyMs: 2_000 },
  failure: { code: 'deadline', message: 'No answer in time.' },
}

const member = (name: string, more: Partial<MemberRow> = {}): MemberRow => ({
  ...{ id: name, name, clientUrls: [`http://${name}:2379`], peerUrls: [], errors: [], isCatchingUp: false },
  ...{ role: 'follower', health: 'healthy', linearizable: answered, serializable: answered },
  ...more,
})

const status = (...members: MemberRow[]): ClusterStatus => ({
  ...{ clusterId: 'c', members, alarms: [], areAlarmsKnown: true, leaders: [] },
})

describe('the quorum in words', () => {
  const gone = { health: 'unreachable' } as const
  const cut = { health: 'unhealthy' } as const
  test.each([
    ['all well', status(member('a'), member('b'), member('c')), 'Quorum 3 of 3, tolerates 1 failure'],
    ['one gone', status(member('a'), member('b'), member('c', gone)), 'Quorum 2 of 3, tolerates no failure'],
    [
      'a learner does not vote',
      status(member('a'), member('b'), member('c'), member('d', { role: 'learner' })),
      'Quorum 3 of 3, tolerates 1 failure',
    ],
    [
      'one left that answers without a quorum',
      status(member('a', cut), member('b', gone), member('c', gone)),
      'No quorum: 1 of 3, nothing can be written until 1 more member answers',
    ],
    [
      'enough that answer, and no leader',
      status(member('a', cut), member('b', cut), member('c', gone)),
      'No leader: 2 of 3 answer, nothing can be written until the members agree on a leader',
    ],
  ])('%s', (_, of, words) => {
    const { text, meaning } = quorumOf(of)
    expect(`${text}, ${meaning}`).toBe(words)
  })
})

describe("a member's health in words", () => {
  test('behind and well is catching up', () => {
    expect(describeHealth(member('a', { isCatchingUp: true }), undefined)).toEqual({
      ...{ tone: 'warn', text: 'catching up', reasons: [] },
    })
  })
  test('which read failed is said', () => {
    const { text, reasons } = describeHealth(
      member('a', { health: 'unhealthy', linearizable: silent }),
      undefined,
    )
    expect(text).toBe('unhealthy')
    expect(reasons).toEqual([
      'A linearizable read, which needs the quorum, got no answer within 2.0 s.',
      'Serializable reads are answered.',
    ])
  })
  test('a hidden status is explained, and is no complaint', () => {
    const hidden = { code: 'denied', message: 'This user may not do that.' } as const
    const { tone, reasons } = describeHealth(member('a', { hidden }), undefined)
    expect(tone).toBe('ok')
    expect(reasons[0]).toContain('role root only')
  })
})

test('details say that a denied read was answered, and how long a certificate is good', () => {
  const nowMs = Date.parse('2026-11-21T12:00:00Z')
  const notAfterMs = nowMs + 20 * 86_400_000 + 1
  const certificate = { subject: 'CN=a', issuer: 'CN=ca', names: 'DNS:a', notBeforeMs: 0, notAfterMs }
  const row = member('a', {
    certificate,
    serializable: { ...answered, isDenied: true },
    quotaBytes: 100,
    dbSizeBytes: 85,
  })
  const facts = new Map(memberFacts(row, status(row), { nowMs }).map(({ label, ...fact }) => [label, fact]))
  expect(facts.get('Serializable read')?.text).toBe('answered in 1.2 ms, denied to this user')
  expect(facts.get('Certificate until')).toEqual({ text: '11 Dec 2026, 20 days left', tone: 'warn' })
  expect(facts.get('Space quota')).toEqual({ text: '100 B, 85 % taken', tone: 'warn' })
})

test('who led is told with times, what began before the looking as such', () => {
  const nowMs = new Date(2026, 10, 21, 12, 0, 0).getTime()
  const spells = [
    { term: 3n, memberId: 'b', name: 'm2', sinceMs: nowMs - 60_000, isOlder: false },
    { term: 2n, sinceMs: nowMs - 62_000, isOlder: false },
    { term: 2n, memberId: 'a', name: 'm1', sinceMs: nowMs - 122_000, isOlder: true },
  ]
  expect(describeLeaders(spells, nowMs).map(({ name, when }) => `${name ?? 'none'} ${when}`)).toEqual([
    'm2 since 11:59:00',
    'none 11:58:58 to 11:59:00, 2.0 s',
    'm1 before 11:57:58 to 11:58:58, 1 min seen',
  ])
})
