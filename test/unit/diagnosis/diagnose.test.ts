import { describe, expect, test } from 'vitest'
import type { ClusterStatus, MemberRow } from '../../../shared/contract/cluster'
import type { ClusterMetrics, MemberMetrics } from '../../../shared/contract/metrics'
import { checks, diagnose } from '../../../shared/diagnosis/diagnose'
import type { DiagnosisFacts } from '../../../shared/diagnosis/facts'
import { toMarkdown } from '../../../shared/diagnosis/to-markdown'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const dayMs = 86_400_000
const mib = 1 << 20
const answered = { isAnswered: true, isDenied: false, latencyMs: 1 }
const silent = {
  isAnswered: false,
  isDenied: false,
  latencyMs: 2_000,
  failure: { code: 'deadline', message: 'No answer in time.' },
} as const

function member(name: string, more: Partial<MemberRow> = {}): MemberRow {
  return {
    id: name,
    name,
    clientUrls: [`http://127.0.0.1:${name.slice(1)}`],
    peerUrls: [`http://127.0.0.1:1${name.slice(1)}`],
    role: name === 'm1' ? 'leader' : 'follower',
    health: 'healthy',
    isCatchingUp: false,
    endpoint: `http://127.0.0.1:${name.slice(1)}`,
    version: '3.5.16',
    raftTerm: 2n,
    raftIndex: 1_000n,
    raftAppliedIndex: 1_000n,
    dbSizeBytes: 20 * mib,
    dbSizeInUseBytes: 19 * mib,
    roundTripMs: 1,
    linearizable: answered,
    serializable: answered,
    errors: [],
    ...more,
  }
}

function metricsFor(name: string, more: Partial<MemberMetrics> = {}): MemberMetrics {
  return {
    id: name,
    name,
    url: `http://127.0.0.1:${name.slice(1)}/metrics`,
    isOwnUrl: false,
    figures: { quotaBytes: 2048 * mib },
    grpc: {},
    walFsync: { p50Ms: 1, p99Ms: 2, over: 'minute' },
    backendCommit: { p50Ms: 1, p99Ms: 5, over: 'minute' },
    peers: [],
    ...more,
  }
}

const three = ['m1', 'm2', 'm3']

function status(more: Partial<ClusterStatus> = {}): ClusterStatus {
  return {
    clusterId: 'c1',
    members: three.map((name) => member(name)),
    leaderId: 'm1',
    raftTerm: 2n,
    revision: 500n,
    compactRevision: 100n,
    version: '3.5.16',
    alarms: [],
    areAlarmsKnown: true,
    leaders: [{ term: 2n, memberId: 'm1', name: 'm1', sinceMs: nowMs - dayMs, isOlder: true }],
    ...more,
  }
}

const metrics = (more: Partial<ClusterMetrics> = {}): ClusterMetrics => ({
  atMs: nowMs,
  members: three.map((name) => metricsFor(name)),
  ...more,
})

function facts(more: Partial<DiagnosisFacts> = {}): DiagnosisFacts {
  const clocks = three.map((memberId) => ({ memberId, offsetMs: 100, uncertaintyMs: 500 }))
  return {
    ...{ nowMs, status: status(), metrics: metrics(), auth: 'off', isTls: false, clocks },
    behindSinceMs: new Map(),
    ...more,
  }
}

/** The healthy cluster with one member that is another. */
const with3 = (more: Partial<MemberRow>, rest: Partial<ClusterStatus> = {}) =>
  status({ members: [member('m1'), member('m2'), member('m3', more)], ...rest })
const withMetrics3 = (more: Partial<MemberMetrics>) =>
  metrics({ members: [metricsFor('m1'), metricsFor('m2'), metricsFor('m3', more)] })

const found = (more: Partial<DiagnosisFacts>) =>
  diagnose(facts(more)).findings.map(({ check, severity }) => `${check}: ${severity}`)

const gone: Partial<MemberRow> = {
  ...{ health: 'unreachable', role: 'unknown', version: undefined, raftIndex: undefined },
  ...{ raftAppliedIndex: undefined, linearizable: undefined, serializable: undefined },
  failure: { code: 'unavailable', message: 'Nobody is listening at http://127.0.0.1:3.' },
}
const open = { clientUrls: ['https://10.0.0.3:2379'] }
const certificate = (days: number) => ({
  ...{ subject: 'CN=m3', issuer: 'CN=ca', names: '', notBeforeMs: 0, notAfterMs: nowMs + days * dayMs + 1 },
})

test('a healthy cluster has nothing wrong, and every check says what it saw', () => {
  const report = diagnose(facts())
  expect(report.findings).toEqual([])
  expect(report.unchecked).toEqual([])
  expect(report.passed.map(({ check }) => check)).toEqual(checks.map(({ name }) => name))
})

describe('each thing that is wrong is found, and nothing else with it', () => {
  const cases: readonly [string, Partial<DiagnosisFacts>, readonly string[]][] = [
    ['a member that is gone', { status: with3(gone) }, ['Members: critical', 'Quorum: warning']],
    [
      'a member that was never started',
      { status: with3({ ...gone, clientUrls: [], endpoint: undefined }) },
      ['Quorum: warning', 'Members: warning'],
    ],
    [
      'a quorum that is lost',
      {
        status: status({
          leaderId: undefined,
          members: [
            member('m1', { role: 'follower', health: 'unhealthy', linearizable: silent }),
            member('m2', gone),
            member('m3', gone),
          ],
        }),
      },
      ['Quorum: critical', 'Leader: critical', 'Members: critical', 'Members: critical', 'Members: critical'],
    ],
    ['no leader', { status: status({ leaderId: undefined }) }, ['Leader: critical']],
    [
      'an even number of voters',
      {
        status: status({ members: [...three, 'm4'].map((name) => member(name)) }),
        metrics: metrics({ members: [...three, 'm4'].map((name) => metricsFor(name)) }),
      },
      ['Number of voters: notice'],
    ],
    ['another version', { status: with3({ version: '3.4.23' }) }, ['Versions: warning']],
    [
      'a full database',
      { status: status({ alarms: [{ memberId: 'm2', alarm: 'NOSPACE' }] }) },
      ['Alarms: critical'],
    ],
    [
      'corrupt data',
      { status: status({ alarms: [{ memberId: 'm2', alarm: 'CORRUPT' }] }) },
      ['Alarms: critical'],
    ],
    [
      'a quota taken to 80 %, by Status',
      { status: with3({ quotaBytes: 25 * mib }) },
      ['Space quota: warning'],
    ],
    [
      'a quota taken to 96 %, by metrics',
      { metrics: withMetrics3({ figures: { quotaBytes: 20.8 * mib } }) },
      ['Space quota: critical'],
    ],
    [
      'a quota that is reached within days',
      {
        metrics: metrics({
          quota: {
            ...{
              memberName: 'm1',
              quotaBytes: 2048 * mib,
              dbSizeBytes: 20 * mib,
              dbSizeInUseBytes: 19 * mib,
            },
            daysLeft: 2.5,
          },
        }),
      },
      ['Space quota: warning'],
    ],
    [
      'a file much bigger than what is in it',
      { status: with3({ dbSizeBytes: 160 * mib, dbSizeInUseBytes: mib }) },
      ['Free pages: notice'],
    ],
    [
      'revisions that nobody compacts',
      { status: status({ revision: 2_000_000n }) },
      ['Old revisions: warning'],
    ],
    [
      'a slow WAL',
      { metrics: withMetrics3({ walFsync: { p50Ms: 5, p99Ms: 12, over: 'minute' } }) },
      ['Disk: warning'],
    ],
    [
      'a slow backend',
      { metrics: withMetrics3({ backendCommit: { p50Ms: 5, p99Ms: 30, over: 'start' } }) },
      ['Disk: warning'],
    ],
    [
      'members far from each other',
      { metrics: withMetrics3({ peers: [{ memberId: 'm1', p50Ms: 60, p99Ms: 80, over: 'minute' }] }) },
      ['Network: warning'],
    ],
    ['a slow way from here', { status: with3({ roundTripMs: 900 }) }, ['Network: notice']],
    [
      'a member that lags',
      {
        status: with3({ isCatchingUp: true, raftAppliedIndex: 100n }),
        behindSinceMs: new Map([['m3', nowMs - 20_000]]),
      },
      ['Lag: warning'],
    ],
    [
      'a learner that is stuck',
      {
        status: with3({ role: 'learner', isCatchingUp: true, raftAppliedIndex: 100n }),
        behindSinceMs: new Map([['m3', nowMs - 40_000]]),
      },
      ['Learners: warning', 'Number of voters: notice'],
    ],
    [
      'a learner that is ready',
      { status: with3({ role: 'learner' }) },
      ['Learners: notice', 'Number of voters: notice'],
    ],
    [
      'writes that fail',
      { metrics: withMetrics3({ figures: { quotaBytes: 2048 * mib, failedPerSecond: 1 } }) },
      ['Load: warning'],
    ],
    [
      'clocks that differ',
      {
        clocks: [
          { memberId: 'm1', offsetMs: 0, uncertaintyMs: 500 },
          { memberId: 'm2', offsetMs: 9_000, uncertaintyMs: 500 },
        ],
      },
      ['Clocks: warning'],
    ],
    ['auth off at open endpoints', { status: with3(open) }, ['Access: warning']],
    [
      'a certificate that ends soon',
      {
        ...{ isTls: true, auth: 'on' },
        status: status({
          members: three.map((name) => member(name, { certificate: certificate(name === 'm3' ? 20 : 300) })),
        }),
      },
      ['Certificates: warning'],
    ],
    [
      'a certificate that has ended',
      {
        ...{ isTls: true, auth: 'on', ownCertificate: { subject: 'CN=me', notAfterMs: nowMs - dayMs } },
        status: status({ members: three.map((name) => member(name, { certificate: certificate(300) })) }),
      },
      ['Certificates: critical'],
    ],
    [
      'leadership that moves often',
      {
        status: status({
          leaders: [3, 2, 1, 0].map((at) => ({
            ...{
              term: BigInt(at + 2),
              memberId: at % 2 ? 'm2' : 'm1',
              sinceMs: nowMs - (4 - at) * 60_000,
              isOlder: at === 0,
            },
          })),
        }),
      },
      ['Leader changes: warning'],
    ],
  ]
  test.each(cases)('%s', (_, more, expected) => expect(found(more)).toEqual(expected))
})

describe('what could not be looked at is said', () => {
  const unchecked = (more: Partial<DiagnosisFacts>) =>
    diagnose(facts(more)).unchecked.map(({ check }) => check)

  test('without metrics', () => {
    expect(unchecked({ metrics: undefined })).toEqual(['Space quota', 'Disk', 'Network', 'Load'])
  })
  test('where the status is hidden from the user', () => {
    const hidden = { code: 'denied', message: 'This user may not do that.' } as const
    const members = three.map((name) =>
      member(name, {
        ...{
          hidden,
          role: 'follower',
          version: undefined,
          raftIndex: undefined,
          raftAppliedIndex: undefined,
        },
        ...{ dbSizeBytes: undefined, dbSizeInUseBytes: undefined, roundTripMs: undefined },
      }),
    )
    const report = diagnose(
      facts({ status: status({ members, leaderId: undefined, revision: undefined, areAlarmsKnown: false }) }),
    )
    expect(report.findings).toEqual([])
    expect(report.unchecked.map(({ check }) => check)).toEqual([
      ...['Leader', 'Members', 'Alarms', 'Space quota', 'Lag', 'Versions', 'Old revisions', 'Free pages'],
    ])
  })
  test('when nobody can be asked', () => {
    const failure = { code: 'unavailable', message: 'Nobody answers.' } as const
    const report = diagnose(
      facts({
        ...{ metrics: undefined, clocks: [], auth: 'unknown' },
        status: status({ members: [], leaderId: undefined, areAlarmsKnown: false, failure }),
      }),
    )
    expect(report.findings).toEqual([])
    expect(report.unchecked).toContainEqual({ check: 'Members', text: 'Nobody answers.' })
  })
  test('over TLS, when it is not known whether a certificate is demanded', () => {
    const secure = { status: with3(open), isTls: true }
    expect(unchecked(secure)).toContain('Access')
    expect(found({ ...secure, wantsClientCertificate: true })).not.toContain('Access: warning')
    expect(found({ ...secure, wantsClientCertificate: false })).toContain('Access: warning')
  })
})

test('every finding has evidence with a source, and advice', () => {
  const { findings } = diagnose(
    facts({ status: with3({ ...gone }, { leaderId: undefined, revision: 9_000_000n }), auth: 'off' }),
  )
  expect(findings.length).toBeGreaterThan(3)
  for (const { evidence, advice } of findings) {
    expect(evidence.length).toBeGreaterThan(0)
    expect(evidence.every(({ what, value, source }) => what && value && source)).toBe(true)
    expect(advice.length).toBeGreaterThan(0)
  }
})

test('the report is Markdown in which nothing that was told by a server is markup', () => {
  const text = toMarkdown(
    diagnose(
      facts({ status: with3({ ...gone, name: 'm*3*', failure: { code: 'unavailable', message: '# <b>' } }) }),
    ),
    'my [cluster]',
  )
  expect(text).toContain('# Diagnosis of my \\[cluster\\]')
  expect(text).toContain('### CRITICAL: Member m\\*3\\* does not answer.')
  expect(text).toContain('\\# \\<b\\>')
  expect(text).toContain('## In order')
  expect(text).toContain('## Not checked')
})
