import { describe, expect, it } from 'vitest'
import { checkEnvironment, checkFlags } from '../../../main/local/check-extras'
import type { ClusterRecord, MemberRecord } from '../../../main/local/cluster-file'
import { checkQuorum } from '../../../main/local/membership/check-quorum'
import { checkSize } from '../../../main/local/new-cluster'
import { checkTogether, checkVersion } from '../../../main/local/version-rules'

const member = (name: string, dataVersion?: string): MemberRecord => ({
  ...{ name, clientPort: 1, peerPort: 2, ...(dataVersion === undefined ? {} : { dataVersion }) },
})
const cluster = (...members: MemberRecord[]): ClusterRecord => ({
  ...{ format: 1, id: 'c', name: 'c', token: 't', engineId: 'e', version: '3.5.16', onExit: 'stop' },
  ...{ createdAt: '', tls: false, throwAway: false, links: false, flags: [], env: {}, formed: true },
  ...{ resume: false, members },
})

describe('which etcd runs as which member', () => {
  const versions = (own: string | undefined, others: string[], version: string) => () => {
    const joining = member('m1', own)
    checkVersion(cluster(joining, ...others.map((each, i) => member(`m${i + 2}`, each))), joining, version)
  }
  it.each([
    ['3.4.23', ['3.4.23', '3.4.23'], '3.5.16'],
    ['3.5.16', ['3.4.23', '3.4.23'], '3.5.1'],
    ['3.5.16', ['3.5.16'], '3.6.1'],
    [undefined, ['3.4.23', '3.5.16'], '3.4.1'],
    [undefined, [], '3.5.16'],
  ])('%s beside %j becomes %s', (own, others, version) => {
    expect(versions(own, others, version)).not.toThrow()
  })
  it.each([
    ['3.5.16', ['3.5.16'], '3.4.23', 'does not go back'],
    ['3.4.23', ['3.4.23'], '3.6.0', '3.5 comes before 3.6'],
    ['3.5.16', ['3.4.23'], '3.6.0', 'does not run together'],
    [undefined, ['3.5.16', '3.5.1'], '3.4.23', 'not let in'],
  ])('%s beside %j never becomes %s', (own, others, version, why) => {
    expect(versions(own, others, version)).toThrow(why)
  })
  it('a new cluster may span two adjacent minor versions', () => {
    expect(() => checkTogether('3.4.23', ['3.4.23', '3.5.16'])).not.toThrow()
    expect(() => checkTogether('3.4.23', ['3.4.23', '3.6.0'])).toThrow('3.6.0')
  })
})

describe('who may leave', () => {
  const check = (leaving: string, names: string[], healthy: string[]) => () =>
    checkQuorum(leaving, { names, healthy })
  it('one of three while the others are well, and one that is down', () => {
    expect(check('m1', ['m1', 'm2', 'm3'], ['m1', 'm2', 'm3'])).not.toThrow()
    expect(check('m1', ['m1', 'm2', 'm3'], ['m2', 'm3'])).not.toThrow()
    expect(check('m1', ['m1', 'm2'], ['m1', 'm2'])).not.toThrow()
  })
  it('a learner always', () => expect(check('m2', ['m1'], ['m1'])).not.toThrow())
  it('nobody whose going leaves no quorum, nor the only one', () => {
    expect(check('m1', ['m1', 'm2', 'm3'], ['m1', 'm2'])).toThrow(
      '1 of the other 2 members that vote is healthy',
    )
    expect(check('m1', ['m1', 'm2'], ['m1'])).toThrow('no quorum')
    expect(check('m1', ['m1', 'm2'], ['m2'])).toThrow('no quorum')
    expect(check('m1', ['m1'], ['m1'])).toThrow('only member that votes')
  })
})

describe('what a person adds', () => {
  it('flags in each way of writing them', () => {
    expect(checkFlags(['--a=1', ' -b 2 ', '--c', '', '--d="x y"'])).toEqual([
      '--a=1',
      '--b=2',
      '--c',
      '--d="x y"',
    ])
  })
  it.each([
    '--wal-dir=x',
    '--initial-cluster-state=new',
    '--peer-auto-tls',
    '--force-new-cluster',
    '--version',
  ])('%s is refused with the reason', (flag) => expect(() => checkFlags([flag])).toThrow(flag.split('=')[0]))
  it('variables, but none that stands for a refused flag', () => {
    expect(checkEnvironment({ GODEBUG: 'gctrace=1', ETCD_SNAPSHOT_COUNT: '5' })).toEqual({
      GODEBUG: 'gctrace=1',
      ETCD_SNAPSHOT_COUNT: '5',
    })
    expect(() => checkEnvironment({ ETCD_LISTEN_PEER_URLS: 'x' })).toThrow('ETCD_LISTEN_PEER_URLS')
    expect(() => checkEnvironment({ '1A': 'x' })).toThrow('not the name')
  })
  it('an even size is explained', () => {
    expect(() => checkSize(4)).toThrow('4 members tolerate no more failures than 3: a majority of 4 is 3')
    expect(() => checkSize(7)).toThrow('1, 3 or 5')
    for (const size of [1, 3, 5]) expect(() => checkSize(size)).not.toThrow()
  })
})
