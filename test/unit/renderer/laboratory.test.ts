import { describe, expect, test } from 'vitest'
import { linksCost, pairsOf } from '../../../renderer/features/cluster/laboratory/describe-links'
import { describeRecovery } from '../../../renderer/features/cluster/laboratory/describe-recovery'
import { toOptions, usualOptions } from '../../../renderer/features/home/start-options'
import type { LocalLink, LocalMember } from '../../../shared/contract/local'

const member = (name: string, more: Partial<LocalMember> = {}): LocalMember => ({
  ...{ name, state: 'healthy', pid: 1, clientUrl: 'http://127.0.0.1:1', peerUrl: 'http://127.0.0.1:2' },
  ...{ version: '3.5.16', engineId: 'e', dataDir: '/d' },
  ...more,
})
const members = ['m1', 'm2', 'm3'].map((name) => member(name))
const cut = (a: string, b: string): LocalLink => ({ between: [a, b], kind: 'cut' })

describe('what links cost', () => {
  test('nothing while all reach each other, also late or over a third', () => {
    expect(linksCost({ members, links: [] }).tone).toBe('ok')
    const links: LocalLink[] = [cut('m1', 'm2'), { between: ['m2', 'm3'], kind: 'slow', delayMs: 500 }]
    expect(linksCost({ members, links })).toMatchObject({
      tone: 'ok',
      text: 'All 3 members reach each other; 2 are needed for a quorum.',
    })
  })

  test('a member that is cut off leaves the others the quorum', () => {
    expect(linksCost({ members, links: [cut('m1', 'm2'), cut('m1', 'm3')] })).toEqual({
      tone: 'warn',
      text: 'm2 and m3 hold the quorum (2 of 3, 2 needed), cut off from m1; m1 can only answer serializable reads.',
    })
  })

  test('without a quorum, by links or by processes', () => {
    expect(linksCost({ members, links: pairsOf({ members }).map(([a, b]) => cut(a, b)) }).tone).toBe('bad')
    const paused = [member('m1', { state: 'paused' }), member('m2', { pid: undefined }), member('m3')]
    expect(linksCost({ members: paused, links: [] }).text).toMatch(/^No 2 of 3 members reach each other/)
    expect(
      linksCost({ members: [...members.slice(1), member('m1', { pid: undefined })], links: [] }).text,
    ).toBe('m2 and m3 hold the quorum (2 of 3, 2 needed).')
  })
})

const at = (time: string) => new Date(`2026-11-21T${time}`).getTime()

test('a recovery in words', () => {
  const recovery = {
    member: 'm3',
    ended: { atMs: at('12:01:03'), how: 'killed' },
    startedAtMs: at('12:01:09'),
    healthyAtMs: at('12:01:10.400'),
    log: { snapshotIndex: 10_001n, replayed: { first: 10_002n, last: 10_313n } },
    receivedEntries: 4_120n,
  } as const
  expect(describeRecovery(recovery)).toBe(
    'm3 was killed at 12:01:03, started at 12:01:09: loaded its snapshot at index 10,001, replayed 312 entries from its write-ahead log (10,002 to 10,313), received 4,120 entries by log, healthy after 1.4 s.',
  )
  const received = { index: 20_000n, sizeBytes: 1_258_291, tookMs: 5.8 }
  expect(describeRecovery({ member: 'm1', startedAtMs: at('12:01:09'), log: { received } })).toBe(
    'm1 started at 12:01:09: received a snapshot of 1.2 MiB from the leader in 5.8 ms, at index 20,000, not healthy yet.',
  )
})

describe('the options of a new cluster', () => {
  test('what is left alone is not sent', () => {
    expect(
      Object.values(toOptions(usualOptions(), 3, 'path:3.5.16')).every((value) => value === undefined),
    ).toBe(true)
  })

  test('lines become flags and variables, each member gets its etcd', () => {
    const form = {
      ...usualOptions(),
      ...{ isMixed: true, memberEngineIds: ['', 'app:3.4.23'], links: true, throwAway: true },
      ...{ flags: ' --quota-backend-bytes=1 \n\n--pre-vote', env: 'A=b=c\nB' },
    }
    expect(toOptions(form, 3, 'path:3.5.16')).toEqual({
      memberEngineIds: ['path:3.5.16', 'app:3.4.23', 'path:3.5.16'],
      tls: undefined,
      throwAway: true,
      links: true,
      flags: ['--quota-backend-bytes=1', '--pre-vote'],
      env: { A: 'b=c', B: '' },
    })
    expect(toOptions(form, 1, undefined)).toMatchObject({ engineId: undefined, links: undefined })
  })
})
