import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { etcdctl } from '../../support/etcdctl'
import { engineDir, engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { localEndpoints } from '../../support/local-cluster-files'
import { startTestApp } from '../../support/test-app'
import { save, seed } from '../snapshot/seed'
import { restore } from './into-cluster'

const sumOf = async (path: string) => createHash('sha256').update(await readFile(path)).digest('hex')

describe.each(engineVersions)('a snapshot of etcd %s', (version) => {
  test('becomes clusters of 1 and 3 members that hold it key by key, after the store was wrecked', async () => {
    await using etcd = await startEtcd({ version })
    await using app = await startTestApp()
    await app.client.system.setSettings({ enginePath: engineDir(version) ?? '' })
    const connectionId = await app.connect(etcd)
    await seed(etcd, 11, 400)
    await etcd.etcdctl('compact', '150')
    await seed(etcd, 12, 50)
    const { path, revision, keys } = await save(app, connectionId)
    const before = await etcd.etcdctl('get', '', '--prefix', '-w', 'json')
    const sum = await sumOf(path)
    await etcd.etcdctl('del', '', '--prefix')
    for (const members of [1, 3] as const) {
      const account = await restore(app, { path, members, engineId: `settings:${version}` })
      expect(account).toMatchObject({ version, revision, keys, isUnchecked: false })
      expect(account.members).toHaveLength(members)
      expect(new Set(account.members.map(({ hash }) => hash))).toEqual(new Set([account.hash]))
      const cluster = (await app.client.local.list()).find(({ id }) => id === account.clusterId)
      expect(cluster).toMatchObject({ state: 'running', name: account.name })
      for (const endpoint of cluster?.endpoints ?? []) {
        const ctl = etcdctl(version, [endpoint])
        const found = await ctl('get', '', '--prefix', '-w', 'json')
        expect(kvsOf(found)).toEqual(kvsOf(before))
        expect(await ctl('endpoint', 'hashkv')).toContain(`, ${account.hash}`)
      }
      await app.client.local.remove({ id: account.clusterId, confirmName: account.name })
    }
    expect(await sumOf(path)).toBe(sum)
    expect(await localEndpoints(app.home)).toEqual([])
  })
})

const kvsOf = (json: string) => (JSON.parse(json) as { kvs: unknown }).kvs
