import { copyFile, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SnapshotRow } from '../../../shared/contract/snapshot'
import { toFailure } from '../../../shared/failure'
import { EtcdClient } from '../../../main/etcd/client'
import { checkFile } from '../../../main/snapshot/check-file'
import { runInThread, statusInThread } from '../../../main/snapshot/snapshot-thread'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { smallDisk } from '../../support/small-disk'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { outcome, putLarge, save, seed, statusBy } from './seed'

const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure)

async function library(app: TestApp): Promise<readonly SnapshotRow[]> {
  for await (const rows of app.pull(app.client.snapshot.list())) return rows
  return []
}

describe.each(engineVersions)('a snapshot, etcd %s', (version) => {
  test('is what etcdctl and etcdutl say of it, after deletes, a compaction and a defragmentation', async () => {
    await using etcd = await startEtcd({ version })
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd, { name: 'seeded store' })
    for (const step of ['fresh', 'compacted', 'defragmented'] as const) {
      await etcd.etcdctl('lease', 'grant', '600')
      const live = await seed(etcd, 7)
      if (step === 'compacted') await etcd.etcdctl('compact', '500', '--physical')
      if (step === 'defragmented') await etcd.etcdctl('defrag')
      const row = await save(app, connectionId)
      for (const [by, tool] of [
        [version, 'etcdctl'],
        ['3.4.23', 'etcdctl'],
        ['3.5.16', 'etcdutl'],
      ] as const) {
        const { hash, revision, totalKey, totalSize } = await statusBy(by, tool, row.path)
        expect(row, `${tool} ${by}, ${step}`).toMatchObject({
          ...{ hash, revision: BigInt(revision), totalKeys: totalKey, totalSizeBytes: totalSize },
        })
      }
      const found = await etcd.etcdctl('get', '', '--prefix', '--keys-only', '-w', 'json')
      expect(row.keys).toBe((JSON.parse(found) as { count: number }).count)
      expect(row.keys).toBe(live)
      expect(row).toMatchObject({ connection: 'seeded store', member: 'm1', version, file: 'there' })
      // By one thread, and by two as a large file is read.
      for (const threadWorthBytes of [Infinity, 0]) {
        const { hash, revision, totalKeys, totalSizeBytes } = row
        const status = await statusInThread(row.path, new AbortController().signal, threadWorthBytes)
        expect(status).toEqual({ hash, revision, totalKeys, totalSizeBytes })
      }
      expect(row.sizeBytes).toBe((await stat(row.path)).size)
      expect((await stat(row.path)).mode & 0o777).toBe(0o600)
    }
    expect(await library(app)).toHaveLength(3)
    const left = await readdir(join(app.home, 'snapshots'))
    expect(left.filter((name) => !/\.db$|^library\.json$/.test(name))).toEqual([])
  })

  test('is asked of a healthy follower, or of the member that was chosen', async () => {
    await using etcd = await startEtcd({ version, members: 3 })
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd)
    const offer = await app.client.snapshot.offer({ connectionId })
    const leader = offer.members.find(({ role }) => role === 'leader')
    expect(offer.members).toHaveLength(3)
    expect(offer.endpoint).not.toBe(leader?.endpoint)
    expect(offer.freeBytes).toBeGreaterThan(0)
    expect((await save(app, connectionId)).endpoint).toBe(offer.endpoint)
    const endpoint = leader?.endpoint ?? ''
    expect(await save(app, connectionId, { endpoint })).toMatchObject({ endpoint, member: leader?.name })
    const follower = offer.members.findIndex((each) => each.endpoint === offer.endpoint)
    await etcd.kill(etcd.endpoints.indexOf(offer.members[follower]?.endpoint ?? ''))
    const gone = await failureOf(save(app, connectionId, { endpoint: offer.endpoint }))
    expect(gone).toMatchObject({ code: 'precondition', details: { field: 'endpoint' } })
    expect((await save(app, connectionId)).endpoint).not.toBe(offer.endpoint)
  })

  test('comes over TLS as a user, and is denied to one who is not root', async () => {
    const password = 'swordfish'
    await using etcd = await startEtcd({ version, tls: 'server', auth: { user: 'root', password } })
    await etcd.etcdctl('user', 'add', 'eve:pw')
    await using app = await startTestApp()
    const asRoot = await app.connect(etcd, { name: 'root', user: 'root', password })
    expect((await save(app, asRoot)).version).toBe(version)
    const asEve = await app.connect(etcd, { name: 'eve', user: 'eve', password: 'pw' })
    const denied = await failureOf(save(app, asEve))
    expect(denied, JSON.stringify(denied)).toMatchObject({ code: 'denied' })
    expect((await readdir(join(app.home, 'snapshots'))).filter((name) => /eve/.test(name))).toEqual([])
  })
})

// What becomes of files does not depend on the version of etcd.
describe('the file of a snapshot', () => {
  test('is never written over, and what is wrong with a path is said beside it', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd)
    const path = join(app.home, 'mine.db')
    await writeFile(path, 'mine')
    const refused = async (to: string) => failureOf(save(app, connectionId, { path: to }))
    expect(await refused(path)).toMatchObject({ code: 'exists', details: { field: 'path' } })
    expect(await refused('mine.db')).toMatchObject({ code: 'invalid', details: { field: 'path' } })
    expect(await refused('/nowhere/mine.db')).toMatchObject({
      code: 'precondition',
      details: { field: 'path' },
    })
    expect(await readFile(path, 'utf8')).toBe('mine')
    const other = join(app.home, 'other.db')
    await writeFile(`${other}.part`, 'somebody’s')
    expect(await refused(other)).toMatchObject({ code: 'exists' })
    expect(await readFile(`${other}.part`, 'utf8')).toBe('somebody’s')
  })

  test(
    'leaves nothing when it is canceled, when its member dies, and when the app stops',
    { timeout: 120_000 },
    async () => {
      await using etcd = await startEtcd({ version: '3.5.16' })
      await putLarge(etcd, 60)
      const app = await startTestApp()
      const { home } = app
      const connectionId = await app.connect(etcd)
      const parts = async () =>
        (await readdir(join(home, 'snapshots'))).filter((name) => name !== 'library.json')
      const stop = new AbortController()
      const canceled = outcome(
        app.pull(app.client.snapshot.save({ connectionId }, { signal: stop.signal })),
        () => stop.abort(),
      )
      expect(await failureOf(canceled)).toBeDefined()
      await until(async () => (await parts()).length === 0)
      const killed = outcome(app.pull(app.client.snapshot.save({ connectionId })), ({ bytes }) => {
        if (bytes === 0) etcd.pause(0)
      })
      await until(async () => (await parts()).length === 1)
      await etcd.kill(0)
      expect(await failureOf(killed)).toMatchObject({ code: 'unavailable' })
      await until(async () => (await parts()).length === 0)
      await etcd.start(0)
      await etcd.ready()
      const last = outcome(app.pull(app.client.snapshot.save({ connectionId })), ({ bytes }) => {
        if (bytes === 0) etcd.pause(0)
      }).catch(() => {})
      await until(async () => (await parts()).length === 1)
      await app[Symbol.asyncDispose]()
      await last
      etcd.resume(0)
      await expect(readdir(join(home, 'snapshots'))).rejects.toThrow()
    },
  )

  test('is told to be missing, changed or damaged', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await seed(etcd, 3, 100)
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd)
    const { id, path } = await save(app, connectionId)
    const check = () => outcome(app.pull(app.client.snapshot.verify({ id })))
    expect(await check()).toMatchObject({ file: 'there' })
    expect((await check()).problem).toBeUndefined()

    const whole = await readFile(path)
    const flipped = Buffer.from(whole)
    flipped[40_000] = (flipped[40_000] ?? 0) ^ 1
    await writeFile(path, flipped)
    expect((await check()).problem).toMatchObject({ code: 'corrupt' })
    await writeFile(path, whole)
    await truncate(path, whole.length - 700)
    expect(await check()).toMatchObject({ file: 'changed', problem: { code: 'corrupt' } })
    await writeFile(path, Buffer.concat([whole, Buffer.alloc(512)]))
    expect((await check()).problem).toMatchObject({ code: 'corrupt' })

    await etcd.etcdctl('put', 'another', 'one')
    const other = await save(app, connectionId)
    await copyFile(other.path, path)
    expect((await check()).problem).toMatchObject({ code: 'conflict' })
    expect(await failureOf(app.client.snapshot.remove({ id, deleteFile: true }))).toMatchObject({
      code: 'conflict',
    })
    await writeFile(path, whole)
    expect((await check()).problem).toBeUndefined()
    await app.client.snapshot.remove({ id, deleteFile: true })
    await expect(stat(path)).rejects.toThrow()
    expect(await failureOf(check())).toMatchObject({ code: 'notFound' })
    await app.client.snapshot.remove({ id: other.id, deleteFile: false })
    expect((await stat(other.path)).size).toBe(other.sizeBytes)
    expect(await library(app)).toEqual([])
  })

  test('needs room on its disk: said before, and left without a trace when it ends meanwhile', async (context) => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await putLarge(etcd, 5)
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd)
    const folder = join(app.home, 'small')
    await mkdir(folder)
    const disk = await smallDisk(folder, 6_000)
    if (typeof disk === 'string') return context.skip(disk)
    // Gone before the home that it lies in.
    await using mounted = disk
    void mounted
    // etcd tells the size of what it has written, which is a moment behind.
    await until(async () => {
      const { members } = await app.client.snapshot.offer({ connectionId })
      return members.every(({ dbSizeBytes }) => dbSizeBytes > 5_000_000)
    })
    const refused = await failureOf(save(app, connectionId, { path: join(folder, 'large.db') }))
    expect(refused).toMatchObject({ code: 'exhausted', details: { field: 'path' } })
    expect(refused?.reason).toContain('are needed')
    expect(await readdir(folder)).toEqual([])

    await writeFile(join(folder, 'filler'), new Uint8Array(4_000_000))
    const file = join(folder, 'begun')
    await writeFile(file, '')
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    const job = { kind: 'save', target: await client.target(), file } as const
    const full = await failureOf(
      (async () => {
        for await (const progress of runInThread(job, new AbortController().signal)) void progress
      })(),
    )
    expect(full).toMatchObject({ code: 'exhausted', details: { field: 'path' } })
  })

  test('without a trailer is read as well', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await seed(etcd, 4, 100)
    await using app = await startTestApp()
    const row = await save(app, await app.connect(etcd))
    const raw = join(app.home, 'raw')
    await copyFile(row.path, raw)
    await truncate(raw, row.sizeBytes - 32)
    const checked = await checkFile({ file: raw }, () => {})
    expect(checked.sha256).toBeUndefined()
    expect(checked.status).toMatchObject({ hash: row.hash, revision: row.revision, keys: row.keys })
  })
})
