import { describe, expect, test } from 'vitest'
import {
  compactCommand,
  defragmentCommands,
  downgradeCommand,
  hashCommand,
} from '../../../../renderer/features/cluster/maintenance/commands'
import {
  compactDeed,
  firstCount,
  readTarget,
} from '../../../../renderer/features/cluster/maintenance/compact-form'
import {
  defragmentAccount,
  hasLittleToWin,
  winOf,
} from '../../../../renderer/features/cluster/maintenance/defragment-words'
import { downgradeSentences } from '../../../../renderer/features/cluster/maintenance/downgrade-words'
import { verdictInWords } from '../../../../renderer/features/cluster/maintenance/hash-words'
import type { DefragmentStep, HashVerdict, MemberHash } from '../../../../shared/contract/maintenance'

describe('what is typed', () => {
  test('as a target, or what is wrong with it', () => {
    expect(readTarget('revisions', '1,000', 5n)).toEqual({ target: { kind: 'revisions', count: 1_000n } })
    expect(readTarget('revisions', '0', 5n).problem).toBeDefined()
    expect(readTarget('revisions', '1.5', 5n).problem).toBeDefined()
    expect(readTarget('hours', '0.5', 5n)).toEqual({ target: { kind: 'hours', hours: 0.5 } })
    expect(readTarget('hours', '-1', 5n).problem).toBeDefined()
    expect(readTarget('hours', '', 5n).problem).toBeDefined()
    expect(readTarget('revision', '5', 5n)).toEqual({ target: { kind: 'revision', revision: 5n } })
    expect(readTarget('revision', '6', 5n).problem).toContain('in the future')
  })

  test('is first a number that leaves something to drop', () => {
    expect(firstCount(1_000_000n, 1n)).toBe('10000')
    expect(firstCount(361n, 1n)).toBe('100')
    expect(firstCount(110n, 100n)).toBe('10')
    expect(firstCount(1n, 1n)).toBe('1')
  })

  test('is told as what is dropped', () => {
    const plan = { revision: 92n, current: 101n, compactRevision: 20n, goes: 72n, panels: [] }
    expect(compactDeed(plan)).toBe('Drops 72 revisions for ever, all before revision 92,')
  })
})

describe('commands', () => {
  const target = { endpoints: ['http://a:1', 'http://b:1'] }
  test('compact and hash', () => {
    expect(compactCommand(target, 92n, true)).toBe(
      'etcdctl --endpoints=http://a:1,http://b:1 compaction --physical 92\n',
    )
    expect(hashCommand(target, { revision: 7n, endpoints: ['http://c:1'] })).toBe(
      'etcdctl --endpoints=http://c:1 endpoint hashkv --rev=7\n',
    )
  })

  test('what etcdctl lacks is said', () => {
    expect(downgradeCommand(target, '3.4.0')).toBe(
      '# etcdctl has this command from 3.6 on\netcdctl --endpoints=http://a:1,http://b:1 downgrade validate 3.4.0\n',
    )
  })

  test('defragment one by one, moving leadership right before the leader', () => {
    const members = [
      { endpoint: 'http://b:1', role: 'follower' },
      { endpoint: 'http://a:1', role: 'leader' },
    ]
    expect(
      defragmentCommands(target, { members, lead: { from: 'http://a:1', to: 'beef' } }).split('\n'),
    ).toEqual([
      'set -e',
      'etcdctl --endpoints=http://b:1 defrag --command-timeout=30m',
      'etcdctl --endpoints=http://a:1,http://b:1 endpoint health',
      'etcdctl --endpoints=http://a:1 move-leader beef',
      'etcdctl --endpoints=http://a:1 defrag --command-timeout=30m',
      'etcdctl --endpoints=http://a:1,http://b:1 endpoint health',
      '',
    ])
  })
})

describe('accounts', () => {
  const step = (name: string, more: Partial<DefragmentStep>): DefragmentStep => ({
    memberId: name,
    name,
    endpoint: '',
    role: 'follower',
    state: 'done',
    ...more,
  })

  test('of a defragmentation', () => {
    const steps = [
      step('m1', { beforeBytes: 10 * 1024, afterBytes: 2 * 1024 }),
      step('m2', { beforeBytes: 10 * 1024, afterBytes: 12 * 1024 }),
      step('m3', { state: 'skipped', beforeBytes: 10 }),
    ]
    const state = { kind: 'done', steps, tookMs: 2_100, isCanceled: true } as const
    expect(defragmentAccount(state)).toBe(
      'Won 6 KiB on 2 members in 2.1 s. Canceled: the others were not touched.',
    )
    expect(defragmentAccount({ ...state, steps: [], isCanceled: false })).toBe('No member was defragmented.')
  })

  test('what is to win', () => {
    const member = { id: '', name: '', endpoint: '', role: 'follower' } as const
    expect(winOf({ ...member, dbSizeBytes: 100, dbSizeInUseBytes: 97 })).toBe(3)
    expect(hasLittleToWin({ ...member, dbSizeBytes: 100, dbSizeInUseBytes: 97 })).toBe(true)
    expect(hasLittleToWin({ ...member, dbSizeBytes: 100, dbSizeInUseBytes: 90 })).toBe(false)
    expect(hasLittleToWin(member)).toBe(false)
  })

  test('of a hash check', () => {
    const row = (name: string, hash?: number): MemberHash => ({ memberId: name, name, endpoint: '', hash })
    const words = (verdict: HashVerdict, members: readonly MemberHash[]) =>
      verdictInWords({ kind: 'done', revision: 1_001n, members, total: 3, tookMs: 1, verdict })
    const three = [row('m1', 1), row('m2', 2), row('m3', 1)]
    expect(words({ kind: 'differs', members: ['m2'] }, three)).toMatch(
      /^m2 differs from the other 2 at revision 1,001: do not trust its data\./,
    )
    expect(words({ kind: 'equal', members: [] }, [row('m1', 1), row('m2', 1), row('m3')])).toBe(
      'All 2 members hold the same data at revision 1,001. Not compared: m3.',
    )
    expect(words({ kind: 'split', members: ['m1', 'm2'] }, three)).toContain('no majority')
  })

  test('of the versions', () => {
    const members = [
      { name: 'm1', version: '3.5.16' },
      { name: 'm2', version: '3.5.16' },
    ]
    const said = (more: object) => downgradeSentences({ members, ...more }).join(' ')
    expect(said({ clusterVersion: '3.5.0', validated: { target: '3.4.0' } })).toContain(
      'All members run 3.5.16. The cluster works as 3.5. etcd would begin a downgrade to 3.4',
    )
    const failure = { code: 'precondition', message: 'A downgrade is under way already.' } as const
    expect(said({ validated: { target: '3.4.0', failure } })).toContain('would not begin')
    const old = [{ name: 'm1', version: '3.4.23' }]
    expect(downgradeSentences({ members: old }).join(' ')).toContain('from 3.5 on')
  })
})
