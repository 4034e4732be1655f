import { describe, expect, test } from 'vitest'
import {
  etcdctlRestores,
  knowsBumpRevision,
  restoreArgs,
  restoreProgramOf,
} from '../../../shared/etcd/restore-tool'

const member = { name: 'm2', peerUrl: 'http://127.0.0.1:2480', dataDir: '/d/m2' }
const members = [{ name: 'm1', peerUrl: 'http://127.0.0.1:2380' }, member]

describe('the tool that restores', () => {
  test.each([
    ['3.4.23', 'etcdctl', true],
    ['3.5.0', 'etcdutl', true],
    ['3.5.16', 'etcdutl', true],
    ['3.6.0-rc.1', 'etcdutl', false],
    ['3.7.1', 'etcdutl', false],
  ] as const)('of %s is %s', (version, program, etcdctl) => {
    expect(restoreProgramOf(version)).toBe(program)
    expect(etcdctlRestores(version)).toBe(etcdctl)
  })

  test.each([
    ['3.4.26', false],
    ['3.4.27', true],
    ['3.5.9', false],
    ['3.5.10', true],
    ['3.6.0', true],
    ['unknown', false],
  ] as const)('of %s knows --bump-revision: %s', (version, knows) => {
    expect(knowsBumpRevision(version)).toBe(knows)
  })

  test('gets all members, a token and only the flags that are needed', () => {
    const plain = { file: '/s.db', member, members, token: 't' }
    expect(restoreArgs(plain).join(' ')).toBe(
      'snapshot restore /s.db --name m2 --data-dir /d/m2' +
        ' --initial-cluster m1=http://127.0.0.1:2380,m2=http://127.0.0.1:2480' +
        ' --initial-cluster-token t --initial-advertise-peer-urls http://127.0.0.1:2480',
    )
    const all = { ...plain, skipHashCheck: true, bumpRevision: 1_000_000_000n }
    expect(restoreArgs({ ...all, member: { ...member, walDir: '/w' } }).join(' ')).toContain('--wal-dir /w')
    expect(restoreArgs(all).slice(-4)).toEqual([
      '--skip-hash-check',
      '--bump-revision',
      '1000000000',
      '--mark-compacted',
    ])
  })
})
