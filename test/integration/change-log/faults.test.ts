import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPulled } from '../../../shared/pulled'
import { toFailure } from '../../../shared/failure'
import { ChangeLog } from '../../../main/change-log/change-log'
import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { readLog } from '../../../main/change-log/read-log'
import { startBrowserHost } from '../../e2e/driver/browser-run'
import { gone } from '../../e2e/driver/process-log'
import { buildServe } from '../../support/build-serve'
import { threadEnv } from '../../support/build-threads'
import { engineDir } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { smallDisk } from '../../support/small-disk'
import { tempDir } from '../../support/temp-dir'
import { profileOf, startTestApp } from '../../support/test-app'
import { connectTo } from '../../support/transport'
import { until } from '../../support/until'
import { loggedTo, maxBytes, mebibyte, restoreTo, stateWhen } from './log-tools'
import { contentAt, ModelledStore } from './modelled-store'

// What becomes of files and rights does not depend on the version of etcd.
const version = '3.5.16'
const bytes = (text: string) => new TextEncoder().encode(text)

test(
  'after kill -9 of the app in the middle of the log nothing is lost: the next start goes on where it stood',
  { timeout: 120_000 },
  async () => {
    await using etcd = await startEtcd({ version })
    await using home = await tempDir()
    await using serve = await buildServe()
    await using store = new ModelledStore(etcd.endpoints, 3)
    await store.write(5)
    const env = threadEnv()
    let connectionId = ''
    for (let i = 0; i < 2; i++) {
      await using host = await startBrowserHost({ home: home.path, script: serve.script, env })
      const { client } = await connectTo(host.url)
      const pull: Parameters<typeof stateWhen>[0]['pull'] = async function* (events) {
        for await (const batch of readPulled(await events, (input) => client.streams.grant(input)))
          yield* batch
      }
      if (i === 0) {
        connectionId = (await client.connections.add(profileOf(etcd))).id
        await client.changeLog.turnOn({ connectionId, maxBytes })
      }
      await stateWhen({ client, pull }, connectionId, ({ activity }) => activity?.kind === 'live')
      const writing = store.write(60)
      const reached = store.revision + 20n
      await loggedTo({ client, pull }, connectionId, reached)
      host.child.kill('SIGKILL')
      await gone(host.child)
      await writing
    }
    await using app = await startTestApp({ home: home.path })
    await app.client.system.setSettings({ enginePath: engineDir(version) ?? '' })
    const { generations } = await loggedTo(app, connectionId, store.revision)
    expect(generations).toHaveLength(1)
    expect(generations[0]?.gap).toBeUndefined()
    const { done } = await restoreTo(app, connectionId, store.revision, `settings:${version}`)
    expect(done.check).toMatchObject({ kind: 'hash', hash: done.hash })
    const cluster = (await app.client.local.list()).find(({ id }) => id === done.account.clusterId)
    await using restored = new EtcdClient({ endpoints: cluster?.endpoints ?? [] })
    expect(await contentAt(restored, store.revision)).toEqual(store.at(store.revision))

    // Without its connection it can still be restored, until it is deleted.
    const goneWhen = async (count: number) => {
      for await (const logs of app.pull(app.client.changeLog.gone())) if (logs.length === count) return logs
    }
    await app.client.connections.remove({ id: connectionId })
    expect(await goneWhen(1)).toEqual([{ connectionId, name: 'test' }])
    expect(await app.client.changeLog.look({ connectionId, revision: store.revision })).toMatchObject({
      revision: store.revision,
    })
    await app.client.changeLog.turnOff({ connectionId, deleteFiles: true })
    expect(await goneWhen(0)).toEqual([])
    expect(await readdir(join(home.path, 'change-log'))).toEqual([])
  },
)

test('a full disk is told, leaves nothing half, and is gone on from when there is room', async (context) => {
  await using etcd = await startEtcd({ version })
  await using app = await startTestApp()
  const folder = join(app.home, 'change-log')
  await mkdir(folder)
  const disk = await smallDisk(folder, 10_000)
  if (typeof disk === 'string') return context.skip(disk)
  await using mounted = disk
  void mounted
  const filler = join(folder, 'filler')
  await writeFile(filler, new Uint8Array(4 * mebibyte))
  const connectionId = await app.connect(etcd)
  await app.client.changeLog.turnOn({ connectionId, maxBytes })
  await stateWhen(app, connectionId, ({ activity }) => activity?.kind === 'live')
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  const value = new Uint8Array(mebibyte)
  for (let i = 0; i < 8; i++) await client.unary(KV.method.put, { key: bytes(`/big/${i}`), value })
  const full = await stateWhen(app, connectionId, ({ activity }) => activity?.kind === 'interrupted')
  expect(full.activity).toMatchObject({ failure: { code: 'exhausted' } })
  await rm(filler)
  const { generations } = await loggedTo(app, connectionId, 9n)
  expect(generations).toHaveLength(1)
  await stateWhen(app, connectionId, ({ activity }) => activity?.kind === 'live')
  expect((await app.client.changeLog.look({ connectionId, revision: 9n })).changes).toMatchObject([
    { kind: 'put', key: bytes('/big/7') },
  ])
  // Before the disk goes.
  await app.client.changeLog.turnOff({ connectionId, deleteFiles: true })
})

test('its room is bounded: what is over is let go by whole generations, with no revision missing between them', async () => {
  await using etcd = await startEtcd({ version })
  await using home = await tempDir()
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  const log = await ChangeLog.open({
    ...{ folder: join(home.path, 'log'), connectionId: 'c', maxBytes: 8 * mebibyte, isOn: true },
    segmentBytes: 500_000,
    borrow: async () => ({ client, release: async () => {} }),
  })
  const stop = new AbortController()
  const running = log.run(stop.signal)
  const value = new Uint8Array(100_000).fill(1)
  const isRolled = () => (log.generations[0]?.id ?? 0) > 1
  for (let i = 0; i < 2_000 && !isRolled(); i++) {
    const { header } = await client.unary(KV.method.put, { key: bytes('/k'), value })
    // At the pace of the log: what counts is what it keeps.
    await until(() => (log.generations.at(-1)?.log.cursor ?? 0n) >= (header?.revision ?? 0n), {
      intervalMs: 2,
    })
    if (i % 10 === 9) await client.unary(KV.method.compact, { revision: header?.revision, physical: true })
  }
  stop.abort()
  await running
  const rows = log.state.generations
  expect(rows[0]?.id).toBeGreaterThan(1)
  for (const [i, row] of rows.entries()) {
    expect(row.gap).toBeUndefined()
    if (i > 0) expect(rows[i - 1]?.toRevision).toBeGreaterThanOrEqual(row.revision)
    const { folder } = log.generations[i] ?? { folder: '' }
    let read = 0n
    const range = { folder, from: row.revision + 1n, to: row.toRevision }
    for await (const revisions of readLog(range)) read += BigInt(revisions.length)
    expect(read).toBe(row.toRevision - row.revision)
  }
})

test('a user without the rights is told which is missing, and nothing is begun', async () => {
  const password = 'swordfish'
  await using etcd = await startEtcd({ version, auth: { user: 'root', password } })
  await etcd.etcdctl('user', 'add', 'eve:pw')
  await etcd.etcdctl('role', 'add', 'reader')
  await etcd.etcdctl('user', 'grant-role', 'eve', 'reader')
  await using app = await startTestApp()
  const connectionId = await app.connect(etcd, { name: 'eve', user: 'eve', password: 'pw' })
  const turnOn = () => app.client.changeLog.turnOn({ connectionId, maxBytes }).catch(toFailure)
  expect(await turnOn()).toMatchObject({
    code: 'denied',
    details: { right: expect.stringContaining('READ') },
  })
  await etcd.etcdctl('role', 'grant-permission', 'reader', 'read', '', '--prefix')
  expect(await turnOn()).toMatchObject({ code: 'denied', details: { right: 'role root' } })
  expect(await stateWhen(app, connectionId, () => true)).toMatchObject({ isOn: false, generations: [] })
  const asRoot = await app.connect(etcd, { name: 'root', user: 'root', password })
  await app.client.changeLog.turnOn({ connectionId: asRoot, maxBytes })
  await app.client.system.setSettings({ enginePath: engineDir(version) ?? '' })
  await etcd.etcdctl('put', 'a', 'b')
  const { generations } = await loggedTo(app, asRoot, 2n)
  const { done } = await restoreTo(app, asRoot, generations.at(-1)?.toRevision ?? 0n, `settings:${version}`)
  expect(done.check).toMatchObject({ kind: 'hash' })
})
