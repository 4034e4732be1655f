import { execFile } from 'node:child_process'
import { rename, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { HistoryRow } from '../../../shared/contract/history'
import type { KeyValue } from '../../../shared/contract/kv'
import { bytesToText, textToBytes } from '../../../shared/etcd/key'
import { toFailure } from '../../../shared/failure'
import { engineDir, engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { openTree } from '../../support/open-tree'
import { tempDir } from '../../support/temp-dir'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const run = promisify(execFile)
const everything = { key: new Uint8Array([0]), rangeEnd: new Uint8Array([0]) }
const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure)

async function allKeys(app: TestApp, connectionId: string, revision?: bigint): Promise<readonly KeyValue[]> {
  return (await app.client.kv.range({ connectionId, ...everything, revision })).kvs
}

async function historyOf(app: TestApp, connectionId: string, key: string) {
  const rows: HistoryRow[] = []
  const input = { connectionId, key: textToBytes(key) }
  for await (const row of app.pull(app.client.history.revisions(input))) rows.push(row)
  return rows
    .flatMap((row) => (row.kind === 'revisions' ? row.revisions : []))
    .map(({ revision, kind, version, sizeBytes }) => ({ revision, kind, version, sizeBytes }))
}

/** Keys with versions, deletions, leases, transactions, and names that are no text. */
async function fill(etcd: RunningEtcd) {
  const [, lease = ''] = /lease (\w+) granted/.exec(await etcd.etcdctl('lease', 'grant', '3600')) ?? []
  await etcd.etcdctl('put', 'leased', 'v', `--lease=${lease}`)
  for (let round = 0; round < 3; round++)
    for (let key = 0; key < 40; key++)
      await etcd.etcdctl(
        'put',
        `/registry/pods/ns-${key % 4}/p${key}`,
        `value ${key} of ${round} ${'x'.repeat(key * 9)}`,
      )
  for (let key = 0; key < 40; key += 7) await etcd.etcdctl('del', `/registry/pods/ns-${key % 4}/p${key}`)
  await etcd.etcdctl('put', 'plain', 'one')
  await etcd.etcdctl('put', 'plain', '')
}

describe.each(engineVersions)('a snapshot file looked into, etcd %s', (version) => {
  test('shows keys, values, revisions and the tree as the cluster does, with no server', async () => {
    await using etcd = await startEtcd({ version })
    await using app = await startTestApp()
    await using dir = await tempDir()
    await fill(etcd)
    await etcd.etcdctl('compact', '60')
    const live = await app.connect(etcd)
    const path = join(dir.path, 'a.db')
    await etcd.etcdctl('snapshot', 'save', path)
    const opened = await app.client.snapshotView.open({ path })
    expect(opened).toMatchObject({
      name: 'a.db',
      readOnly: true,
      snapshotFile: path,
      state: { kind: 'ready' },
    })
    const file = opened.id

    const now = await allKeys(app, live)
    expect(await allKeys(app, file)).toEqual(now)
    for (const revision of [60n, 75n, 100n, 125n])
      expect(await allKeys(app, file, revision), `at ${revision}`).toEqual(await allKeys(app, live, revision))
    for (const revision of [20n, 100_000n]) {
      const [ours, theirs] = await Promise.all(
        [file, live].map((id) =>
          failureOf(app.client.kv.range({ connectionId: id, ...everything, revision })),
        ),
      )
      expect(ours?.code, `at ${revision}`).toBe(theirs?.code)
      expect(ours).toBeDefined()
    }
    for (const key of ['/registry/pods/ns-0/p0', '/registry/pods/ns-3/p3', 'plain', 'nowhere'])
      expect(await historyOf(app, file, key), key).toEqual(await historyOf(app, live, key))

    await using fileTree = openTree(app, file)
    await using liveTree = openTree(app, live)
    await Promise.all([fileTree.live(), liveTree.live(), fileTree.indexed(), liveTree.indexed()])
    const isOpened = (work: Promise<void>) =>
      work.then(
        () => true,
        () => false,
      )
    for (const tree of [fileTree, liveTree])
      for (const path of ['/registry', '/registry/pods']) await until(() => isOpened(tree.expand(path)))
    await until(async () => (await fileTree.text()).length === (await liveTree.text()).length)
    expect(await fileTree.text()).toEqual(await liveTree.text())
    const [ours, theirs] = await Promise.all(
      [file, live].map((id) => app.client.lease.list({ connectionId: id })),
    )
    expect(ours).toEqual(theirs)
    const [id = ''] = ours ?? []
    expect(await app.client.lease.timeToLive({ connectionId: file, id, keys: true })).toMatchObject({
      ...{ grantedTtlSeconds: 3600, keys: [textToBytes('leased')] },
    })

    const facts = await app.client.snapshotView.facts({ connectionId: file })
    expect(facts).toMatchObject({ keys: now.length, compactRevision: 60n, hasTrailer: true, leases: 1 })
    expect(facts.members).toMatchObject([{ name: 'm1', isLearner: false }])
  })

  test('is never written, and nothing in it is dialled', async () => {
    await using etcd = await startEtcd({ version })
    await using app = await startTestApp()
    await using dir = await tempDir()
    await etcd.etcdctl('put', 'a', '1')
    const path = join(dir.path, 'b.db')
    await etcd.etcdctl('snapshot', 'save', path)
    const { id: connectionId } = await app.client.snapshotView.open({ path })
    const write = app.client.kv.create({ connectionId, key: textToBytes('b'), value: new Uint8Array() })
    expect(await failureOf(write)).toMatchObject({ code: 'denied' })
    for await (const status of app.pull(app.client.cluster.watch({ connectionId }))) {
      if (status.members.length === 0) continue
      expect(status.members.flatMap(({ clientUrls }) => clientUrls)).toEqual([
        expect.stringMatching(/^unix:/),
      ])
      break
    }
  })
})

describe('a file that is opened', () => {
  test('is refused in words when it can be none, and leaves nothing behind', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using app = await startTestApp()
    await using dir = await tempDir()
    const at = (name: string) => join(dir.path, name)
    await etcd.etcdctl('put', 'a', 'x'.repeat(100_000))
    await etcd.etcdctl('snapshot', 'save', at('good.db'))
    await etcd.etcdctl('snapshot', 'save', at('cut.db'))
    await truncate(at('cut.db'), 40_000)
    await writeFile(at('zero.db'), '')
    await writeFile(at('text.db'), 'hello '.repeat(10_000))
    const open = (path: string) => failureOf(app.client.snapshotView.open({ path }))
    expect(await open(at('cut.db'))).toMatchObject({ code: 'corrupt' })
    expect(await open(at('text.db'))).toMatchObject({ code: 'corrupt' })
    expect(await open(at('zero.db'))).toMatchObject({ code: 'invalid', details: { field: 'path' } })
    expect(await open(dir.path)).toMatchObject({ code: 'invalid', details: { field: 'path' } })
    expect(await open(at('none.db'))).toMatchObject({ code: 'notFound', details: { field: 'path' } })
    expect(await open('good.db')).toMatchObject({ code: 'invalid', details: { field: 'path' } })

    const { id } = await app.client.snapshotView.open({ path: at('good.db') })
    await rename(at('cut.db'), at('good.db'))
    expect((await allKeys(app, id)).map(({ key }) => bytesToText(key))).toEqual(['a'])
    const socket = (await app.client.connections.open({ id })).state
    const path = socket.kind === 'ready' ? socket.endpoint.replace('unix:', '') : ''
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700)
    await app.client.connections.close({ id })
    await expect(stat(dirname(path))).rejects.toThrow('ENOENT')
  })

  test('may be a raw database, and one whose revisions were bumped', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using app = await startTestApp()
    await using dir = await tempDir()
    await etcd.etcdctl('put', 'a', '1')
    const source = join(dir.path, 'd.db')
    await etcd.etcdctl('snapshot', 'save', source)
    const restored = join(dir.path, 'restored')
    const bump = ['--bump-revision', '1000', '--mark-compacted']
    await run(join(engineDir('3.5.16') ?? '', 'etcdutl'), [
      ...['snapshot', 'restore', source, '--data-dir', restored, ...bump],
    ])
    const { id } = await app.client.snapshotView.open({ path: join(restored, 'member', 'snap', 'db') })
    const facts = await app.client.snapshotView.facts({ connectionId: id })
    expect(facts).toMatchObject({ hasTrailer: false, keys: 1, revision: 1002n, compactRevision: 1002n })
    expect((await allKeys(app, id)).map(({ key }) => bytesToText(key))).toEqual(['a'])
  })

  test('that somebody writes while it is open says so', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using app = await startTestApp()
    await using dir = await tempDir()
    await etcd.etcdctl('put', 'a', '1')
    const path = join(dir.path, 'c.db')
    await etcd.etcdctl('snapshot', 'save', path)
    const { id } = await app.client.snapshotView.open({ path })
    await truncate(path, 4096)
    expect(await failureOf(allKeys(app, id))).toMatchObject({
      reason: expect.stringContaining('wrote this snapshot'),
    })
  })
})
