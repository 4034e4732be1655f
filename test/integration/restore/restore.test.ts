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

const sumOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

describe.each(engineVersions)('a snapshot of etcd %s', (version) => {
  test('becomes clusters of 1 and 3 members that hold it key by key, after the store was wrecked', async () => {
    await using etcd = await startEtcd({ version })
    await using app = await startTestApp()
    await app.client.system.setSettings({ enginePath: engineDir(version) ?? '' })
    const connectionId = await app.connect(etcd)
    await seed(etcd, 11, 200)
    await etcd.etcdctl('compact', '80')
    await seed(etcd, 12, 30)
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

// Members are asked where their peers ask them, so neither users nor certificates matter.
test('a snapshot with users is compared without their passwords, and a cluster with TLS over TLS', async () => {
  const password = 'swordfish'
  const into = { members: 1, engineId: 'settings:3.4.23' } as const
  await using plain = await startEtcd({ version: '3.4.23' })
  await using users = await startEtcd({ version: '3.4.23', auth: { user: 'root', password } })
  await using app = await startTestApp()
  await app.client.system.setSettings({ enginePath: engineDir('3.4.23') ?? '' })
  const ofUsers = await save(app, await app.connect(users, { name: 'users', user: 'root', password }))
  const withUsers = await restore(app, { ...into, path: ofUsers.path })
  expect(withUsers.members.map(({ hash }) => hash)).toEqual([withUsers.hash])
  const both = restore(app, { ...into, path: ofUsers.path, tls: true })
  await expect(both).rejects.toMatchObject({ data: { details: { field: 'tls' } } })
  const ofPlain = await save(app, await app.connect(plain, { name: 'plain' }))
  const withTls = await restore(app, { ...into, path: ofPlain.path, tls: true })
  expect(withTls.members.map(({ hash }) => hash)).toEqual([withTls.hash])
  expect(withTls.members[0]?.clientUrl).toMatch(/^https:/)
})

const kvsOf = (json: string) => (JSON.parse(json) as { kvs: unknown }).kvs
