import { writeFileSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, truncate, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Engines } from '../../../main/local/engines/engines'
import { LocalClusters } from '../../../main/local/local-clusters'
import { restoreIntoCluster } from '../../../main/restore/restore-into-cluster'
import type { NewRestoredCluster, RestoreOffer, RestoreProgress } from '../../../shared/contract/restore'
import { toFailure } from '../../../shared/failure'
import { engineDir } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { localRecords } from '../../support/local-cluster-files'
import { smallDisk } from '../../support/small-disk'
import { tempDir, type TempDir } from '../../support/temp-dir'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { localHome } from '../local/local-home'
import { save, seed } from '../snapshot/seed'
import { clusterFolders, restore } from './into-cluster'

const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure)
const etcd35 = 'settings:3.5.16'

/** The app with one etcd: nothing else of the machine counts. */
async function appWith(version: '3.4.23' | '3.5.16', home?: string): Promise<TestApp> {
  const app = await startTestApp({ home })
  await app.client.system.setSettings({ enginePath: engineDir(version) ?? '' })
  return app
}

async function look(app: TestApp, path: string): Promise<RestoreOffer> {
  for await (const item of app.pull(app.client.restore.look({ path }))) if (item.kind === 'offer') return item
  throw new Error('It ended without an offer.')
}

// What becomes of files and folders does not depend on the version of etcd.
describe('a restore', () => {
  let dir: TempDir
  let app: TestApp
  let whole: string
  const inDir = (name: string) => join(dir.path, name)
  const try35 = (
    input: Partial<NewRestoredCluster> & { path: string },
    onProgress?: (at: RestoreProgress) => void,
  ) => restore(app, { members: 1, engineId: etcd35, ...input }, { onProgress })

  beforeAll(async () => {
    dir = await tempDir()
    app = await appWith('3.5.16')
    await using etcd = await startEtcd({ version: '3.5.16' })
    await seed(etcd, 5, 200)
    await etcd.etcdctl('put', '/registry/pods/a', 'needle')
    const { path } = await save(app, await app.connect(etcd), { path: inDir('whole.db') })
    whole = path
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await dir?.[Symbol.asyncDispose]()
  })

  test('refuses what is no snapshot beside its path, and makes nothing', async () => {
    await mkdir(inDir('folder'))
    await writeFile(inDir('empty.db'), '')
    await writeFile(inDir('text.db'), 'x'.repeat(100_000))
    await copyFile(whole, inDir('cut.db'))
    await truncate(inDir('cut.db'), 50_000)
    for (const [path, code] of [
      ['whole.db', 'invalid'],
      [inDir('none.db'), 'notFound'],
      [inDir('folder'), 'invalid'],
      [inDir('empty.db'), 'invalid'],
      [inDir('text.db'), 'corrupt'],
      [inDir('cut.db'), 'corrupt'],
    ] as const) {
      const refused = { code, details: { field: 'path' } }
      expect(await failureOf(look(app, path)), path).toMatchObject(refused)
      const failure = await failureOf(try35({ path, skipHashCheck: true }))
      expect(failure, path).toMatchObject(refused)
    }
    expect(await clusterFolders(app.home)).toEqual([])
  })

  test('refuses a damaged file, and takes it as it is when told to; a raw copy needs no such word', async () => {
    const damaged = inDir('damaged.db')
    const bytes = await readFile(whole)
    bytes[bytes.indexOf('needle')] = 'N'.charCodeAt(0)
    await writeFile(damaged, bytes)
    const offer = await look(app, damaged)
    expect(offer.problem).toMatchObject({ code: 'corrupt' })
    expect(offer).toMatchObject({ isKubernetes: true, version: '3.5', hasTrailer: true })
    expect(await failureOf(try35({ path: damaged }))).toMatchObject({
      code: 'corrupt',
      details: { field: 'path', canSkipHashCheck: true },
    })
    expect(await clusterFolders(app.home)).toEqual([])
    const raw = inDir('raw.db')
    await writeFile(raw, bytes.subarray(0, bytes.length - 32))
    const offered = await look(app, raw)
    expect(offered.hasTrailer).toBe(false)
    expect(offered.problem).toBeUndefined()
    for (const [path, skipHashCheck] of [
      [damaged, true],
      [raw, undefined],
    ] as const) {
      const account = await try35({ path, skipHashCheck, bumpRevision: 1_000_000_000n })
      expect(account).toMatchObject({ isUnchecked: true, bumpedBy: 1_000_000_000n })
      expect(account.commands[0]).toContain('--skip-hash-check')
      expect(account.members[0]?.revision).toBe(account.revision)
      await app.client.local.remove({ id: account.clusterId, confirmName: account.name })
    }
  })

  test('says a taken name, an etcd that cannot, and a flag its tool does not know, before anything is made', async () => {
    const { id } = await app.client.local.create({ members: 1, name: 'taken' })
    expect(await failureOf(try35({ path: whole, name: 'taken' }))).toMatchObject({
      code: 'exists',
      details: { field: 'name' },
    })
    expect(await clusterFolders(app.home)).toEqual([id])
    await app.client.local.remove({ id, confirmName: 'taken' })
    await using old = await appWith('3.4.23')
    const engineId = 'settings:3.4.23'
    expect(await failureOf(restore(old, { path: whole, members: 1, engineId }))).toMatchObject({
      code: 'precondition',
      message: expect.stringContaining('older than the file') as string,
      details: { field: 'engineId' },
    })
    await using etcd = await startEtcd({ version: '3.4.23' })
    const { path } = await save(old, await old.connect(etcd))
    const bumped = restore(old, { path, members: 1, engineId, bumpRevision: 1n })
    expect(await failureOf(bumped)).toMatchObject({ code: 'invalid', details: { field: 'bumpRevision' } })
    // An etcd alone, without the tool that makes the data.
    await mkdir(join(old.home, 'bare'))
    await copyFile(join(engineDir('3.4.23') ?? '', 'etcd'), join(old.home, 'bare', 'etcd'))
    await old.client.system.setSettings({ enginePath: join(old.home, 'bare') })
    const { engines } = await look(old, path)
    expect(engines.find(({ id }) => id === engineId)?.problem).toContain('etcdctl 3.4, which makes the data')
    expect(await clusterFolders(old.home)).toEqual([])
  })

  test('leaves nothing when it is canceled at any step, when a member dies, and when the file is replaced', async () => {
    const before = await readFile(whole)
    for (const step of ['check', 'data', 'start', 'verify'] as const) {
      const stop = new AbortController()
      const input = { path: whole, members: 1, engineId: etcd35 } as const
      const onProgress = (at: RestoreProgress) => at.step === step && stop.abort()
      expect(await failureOf(restore(app, input, { onProgress, signal: stop.signal })), step).toBeDefined()
      await until(async () => (await clusterFolders(app.home)).length === 0)
    }
    let killed = 0
    const dying = try35({ path: whole, members: 3 }, async ({ step }) => {
      if (step !== 'start' || killed > 0) return
      const pids = (await localRecords(app.home)).flatMap(({ members }) =>
        members.map((each) => each.process?.pid),
      )
      killed = pids[1] ?? 0
      if (killed > 0) process.kill(killed, 'SIGKILL')
    })
    expect(await failureOf(dying)).toMatchObject({ code: 'precondition' })
    expect(killed).toBeGreaterThan(0)
    expect(await clusterFolders(app.home)).toEqual([])
    const other = inDir('other.db')
    await copyFile(whole, other)
    await copyFile(whole, `${other}.new`)
    let isReplaced = false
    const replaced = try35({ path: other }, async ({ step }) => {
      if (step !== 'start' || isReplaced) return
      isReplaced = true
      await rename(`${other}.new`, other)
    })
    expect(await failureOf(replaced)).toMatchObject({ code: 'conflict', details: { field: 'path' } })
    expect(await clusterFolders(app.home)).toEqual([])
    expect(await app.client.local.list()).toEqual([])
    expect((await readFile(whole)).equals(before)).toBe(true)
  })

  test('takes other ports when one was taken meanwhile', async () => {
    let held: Server | undefined
    await using home = await localHome('3.5.16', async (ports) => {
      if (held) return
      held = createServer().listen(ports[1], '127.0.0.1')
      await new Promise((resolve) => held?.once('listening', resolve))
    })
    const parts = { clusters: home.clusters, engines: home.engines }
    const control = { signal: new AbortController().signal, onProgress: () => {} }
    try {
      const account = await restoreIntoCluster(parts, { path: whole, members: 1 }, control)
      expect(account.members[0]?.hash).toBe(account.hash)
      expect(home.clusters.list()).toHaveLength(1)
    } finally {
      held?.close()
    }
  })

  test('is refused before anything is made where the disk has no room', async ({ skip }) => {
    await using small = await tempDir()
    const disk = await smallDisk(small.path, 64 * 1024)
    if (typeof disk === 'string') return skip(disk)
    await using mounted = disk
    await using full = await appWith('3.5.16', small.path)
    const failure = await failureOf(restore(full, { path: whole, members: 1, engineId: etcd35 }))
    expect(failure).toMatchObject({ code: 'exhausted', details: { field: 'members' } })
    expect(await clusterFolders(small.path)).toEqual([])
    void mounted
  })

  test('leaves nothing when the disk is full in the middle', async ({ skip }) => {
    await using small = await tempDir()
    const disk = await smallDisk(small.path, 200 * 1024)
    if (typeof disk === 'string') return skip(disk)
    await using mounted = disk
    const engines = new Engines({ home: small.path, enginePath: () => engineDir('3.5.16'), searchPath: '' })
    const clusters = new LocalClusters({ home: small.path, engines })
    const onProgress = ({ step }: RestoreProgress) => {
      if (step === 'data') writeFileSync(join(small.path, 'somebody’s'), Buffer.alloc(190 * 1024 * 1024))
    }
    const control = { signal: new AbortController().signal, onProgress }
    const failure = await failureOf(
      restoreIntoCluster({ clusters, engines }, { path: whole, members: 1 }, control),
    )
    expect(failure, JSON.stringify(failure)).toMatchObject({ code: 'exhausted' })
    expect(await clusterFolders(small.path)).toEqual([])
    void mounted
  })
})
