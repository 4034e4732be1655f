import { describe, expect, it } from 'vitest'
import { clusterName } from '../../../main/local/cluster-name'
import { clusterState } from '../../../main/local/cluster-state'
import { archiveName, publishedSum } from '../../../main/local/engines/release'
import { compareVersions, sameMinor } from '../../../main/local/engines/version'
import { rateMeter } from '../../../main/local/engines/progress'
import { Latest } from '../../../main/latest'
import { identify } from '../../../main/local/process-identity'
import type { LocalMember } from '../../../shared/contract/local'

describe('names of clusters', () => {
  it('defaults count up', () => {
    expect(clusterName(undefined, 3, [])).toBe('local-3')
    expect(clusterName(undefined, 3, ['local-3', 'local-3-2'])).toBe('local-3-3')
  })
  it.each(['', ' ', 'a/b', 'a\\b', 'a\u0000', 'x'.repeat(65)])('refuses %j', (name) => {
    expect(() => clusterName(name, 1, [])).toThrow(
      expect.objectContaining({ failure: expect.anything() as unknown }),
    )
  })
  it('takes what people type', () => {
    expect(clusterName('  Zürich dev 2 ', 1, ['other'])).toBe('Zürich dev 2')
  })
})

describe('versions and archives', () => {
  it('orders by number, a pre-release before its release', () => {
    const sorted = ['3.10.0', '3.4.23', '3.6.0', '3.6.0-rc.1', '3.5.16'].sort(compareVersions)
    expect(sorted).toEqual(['3.4.23', '3.5.16', '3.6.0-rc.1', '3.6.0', '3.10.0'])
    expect([sameMinor('3.5.1', '3.5.16'), sameMinor('3.4.1', '3.5.1')]).toEqual([true, false])
  })
  it.each([
    ['linux', 'x64', 'etcd-v3.5.16-linux-amd64.tar.gz'],
    ['linux', 'arm64', 'etcd-v3.5.16-linux-arm64.tar.gz'],
    ['darwin', 'arm64', 'etcd-v3.5.16-darwin-arm64.zip'],
    ['win32', 'x64', 'etcd-v3.5.16-windows-amd64.zip'],
  ])('names the archive for %s %s', (platform, arch, name) => {
    expect(archiveName('3.5.16', platform, arch)).toBe(name)
  })
  it('says when there is none', () => {
    expect(() => archiveName('3.5.16', 'aix', 'ppc64')).toThrow('publishes no program')
  })
  it('reads SHA256SUMS by exact name', () => {
    const sum = 'AB'.repeat(32)
    expect(publishedSum(`${'0'.repeat(64)}  etcd.zip.asc\n${sum} *etcd.zip\r\n`, 'etcd.zip')).toBe(
      sum.toLowerCase(),
    )
    expect(publishedSum('short  etcd.zip', 'etcd.zip')).toBeUndefined()
  })
  it('measures a rate over the last seconds', () => {
    let now = 0
    const rate = rateMeter(() => now)
    for (now = 1_000; now <= 10_000; now += 1_000) rate(now * 100)
    expect(rate(1_100_000)).toBe(100_000)
  })
})

describe('states', () => {
  const member = (more: Partial<LocalMember>): LocalMember => ({
    ...{ name: 'm1', state: 'stopped', clientUrl: '', peerUrl: '' },
    ...{ version: '3.5.16', engineId: 'app:3.5.16', dataDir: '', ...more },
  })
  const up = member({ state: 'healthy', pid: 1, role: 'follower' })
  const leader = member({ state: 'healthy', pid: 2, role: 'leader' })
  const exit = { code: 1, signal: null, lastLogLines: [] }
  it.each([
    ['running', [leader, up, up]],
    ['degraded', [up, up, up]],
    ['degraded', [leader, up, member({ state: 'exited', exit })]],
    ['failed', [member({ state: 'exited', exit }), member({})]],
    ['stopped', [member({}), member({})]],
  ])('%s', (state, members) => {
    expect(clusterState(members, false)).toBe(state)
  })
})

describe('latest', () => {
  it('a slow reader skips to the newest and ends with the signal', async () => {
    const latest = new Latest(1)
    const stop = new AbortController()
    const reader = latest.follow(stop.signal)
    expect((await reader.next()).value).toEqual([1])
    for (const value of [2, 3, 4]) latest.set(value)
    expect((await reader.next()).value).toEqual([4])
    const waiting = reader.next()
    stop.abort()
    expect((await waiting).done).toBe(true)
  })
})

describe('process identity', () => {
  it('knows this process, always the same way, and nobody behind a pid that cannot be', async () => {
    const own = await identify(process.pid)
    expect(own).toEqual(await identify(process.pid))
    expect(await identify(0)).toBeUndefined()
    expect(await identify(-1)).toBeUndefined()
  })
})
