import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { openTree } from '../../support/open-tree'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const bytes = (text: string) => new TextEncoder().encode(text)
describe.each(engineVersions)('etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version, members: 3 })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  const put = async (...keys: string[]) => {
    await app.client.kv.txn({
      connectionId,
      compare: [],
      success: keys.map((key) => ({ kind: 'put', key: bytes(key), value: bytes('v') })),
      failure: [],
    })
  }

  test('folders open lazily with exact counts, and a path can be a key and a folder', async () => {
    await put('/a/x/1', '/a/x/2', '/a/y', '/a', 'plain', '/a/x', '/b//deep')
    await using tree = openTree(app, connectionId)
    await tree.live()
    expect(await tree.text()).toEqual(['/a/ 4 key', '/b/ 1', 'plain'])
    await tree.expand('/a')
    await until(async () => (await tree.rows()).length === 5)
    expect(await tree.text()).toEqual(['/a/ 4 key', '  x/ 2 key', '  y', '/b/ 1', 'plain'])
    await tree.expand('/b')
    await until(async () => (await tree.rows()).length === 6)
    expect((await tree.rows())[4]).toMatchObject({
      name: '',
      level: 2,
      isFolder: true,
      position: 1,
      siblings: 1,
    })
    await until(() => tree.latest.state?.keyCount === 7)
  })

  test('all folders below one are opened at once, or those beside it', async () => {
    await put('/e/1/x/a', '/e/1/x/b', '/e/1/y', '/e/2/z/c', '/e/2/z/c/d')
    await using tree = openTree(app, connectionId, '/e/')
    await tree.live()
    const expandAll = (path: string, scope: 'below' | 'siblings') =>
      app.client.tree.expandAll({ tree: tree.tree(), path: bytes(path), scope })
    await expandAll('/e/1', 'siblings')
    expect(await tree.text()).toEqual(['1/ 3', '  x/ 2', '  y', '2/ 2', '  z/ 2'])
    await expandAll('/e/2', 'below')
    expect(await tree.text()).toEqual([
      ...['1/ 3', '  x/ 2', '  y'],
      ...['2/ 2', '  z/ 2', '    c/ 1 key', '      d'],
    ])
    await put('/e/2/z/c/e')
    await until(async () => (await tree.text()).at(-1) === '      e')
    await expect(
      expandAll('/e/3', 'below').catch((error: unknown) => toFailure(error)),
    ).resolves.toMatchObject({
      code: 'notFound',
    })
  })

  test('the tree follows puts and deletes, in closed folders as well', async () => {
    await put('/f/one', '/f/sub/two')
    await using tree = openTree(app, connectionId, '/f/')
    await tree.live()
    expect(await tree.text()).toEqual(['one', 'sub/ 1'])
    await put('/f/three', '/f/sub/four', '/f/new/five')
    await until(async () => (await tree.text()).join() === 'new/ 1,one,sub/ 2,three')
    await etcd.etcdctl('del', '--prefix', '/f/sub/')
    await etcd.etcdctl('del', '/f/one')
    await until(async () => (await tree.text()).join() === 'new/ 1,three')
    await put('/f/three')
    await until(async () => ((await tree.rows())[1]?.changedAt ?? 0n) === tree.latest.state?.revision)
  })

  test('reveal opens the way to a key, a folder and a folder with its separator', async () => {
    await put('/r/pods/default/web', '/r/pods/kube/dns')
    await using tree = openTree(app, connectionId)
    await tree.live()
    const reveal = async (path: string) => {
      const { row } = await app.client.tree.reveal({ tree: tree.tree(), path: bytes(path) })
      return row === undefined ? undefined : (await tree.rows())[row]?.name
    }
    expect(await reveal('/r/pods/default/web')).toBe('web')
    expect(await reveal('/r/pods/kube/')).toBe('kube')
    expect(await reveal('/r/pods')).toBe('pods')
    expect(await reveal('/r/nothing')).toBeUndefined()
    expect(await reveal('/r/pods/default/web/deeper')).toBeUndefined()
    expect(await reveal('/nowhere/at/all')).toBeUndefined()
  })

  test('type-ahead finds the next row by its name and wraps around', async () => {
    await put('/t/alpha', '/t/beta', '/t/bravo')
    await using tree = openTree(app, connectionId, '/t/')
    await tree.live()
    const find = async (text: string, after: number) =>
      (await app.client.tree.findRow({ tree: tree.tree(), text, after })).row
    expect([await find('b', -1), await find('b', 1), await find('b', 2), await find('A', 2)]).toEqual([
      1, 2, 1, 0,
    ])
    expect(await find('z', 0)).toBeUndefined()
  })

  test('keys of any bytes are shown and found', async () => {
    const key = Uint8Array.of(0x2f, 0x62, 0x69, 0x6e, 0x2f, 0xff, 0x00)
    await app.client.kv.create({ connectionId, key, value: bytes('') })
    await using tree = openTree(app, connectionId, '/bin/')
    await tree.live()
    expect(await tree.rows()).toMatchObject([{ name: '\\xff\\x00', path: key, isKey: true }])
  })

  test('while members stop and start and somebody writes, the tree ends up exactly right', async () => {
    await using tree = openTree(app, connectionId, '/w/')
    await tree.live()
    const writing = (async () => {
      for (let i = 0; i < 300; i++) {
        await etcd.etcdctl('put', `/w/${i % 7}/${i}`, 'v').catch(() => {})
        if (i % 3 === 0) await etcd.etcdctl('del', `/w/${(i - 9) % 7}/${i - 9}`).catch(() => {})
      }
    })()
    for (const member of [0, 1, 2]) {
      await etcd.kill(member)
      await etcd.start(member)
      await etcd.ready()
    }
    await writing
    await Promise.all([0, 1, 2, 3, 4, 5, 6].map((folder) => tree.expand(`/w/${folder}`).catch(() => {})))
    const keys = (await etcd.etcdctl('get', '--prefix', '--keys-only', '/w/')).split('\n').filter(Boolean)
    await until(async () => {
      const rows = await tree.rows()
      const shown = rows.filter((row) => row.isKey).map((row) => new TextDecoder().decode(row.path))
      return (
        shown.join() === keys.join() &&
        rows.filter((row) => row.level === 1).reduce((n, row) => n + (row.count ?? 0), 0) === keys.length
      )
    })
    await until(() => tree.latest.state?.keyCount === keys.length && tree.latest.state.following === 'live')
  })

  test('what a compaction hides from a tree that was cut off is listed again', async () => {
    await put('/c/1', '/c/gone')
    const [first = '', ...others] = etcd.endpoints
    const alone = await app.connect(etcd, { name: 'first member only', endpoints: [first] })
    await using tree = openTree(app, alone, '/c/')
    await tree.live()
    await etcd.kill(0)
    await until(() => tree.latest.state?.following === 'lost')
    const elsewhere = ['--endpoints', others.join(',')]
    // Without m1 the others may have to elect first.
    await until(() => etcd.etcdctl(...elsewhere, 'put', '/c/2', 'v'), { timeoutMs: 30_000 })
    await etcd.etcdctl(...elsewhere, 'del', '/c/gone')
    const status = await app.client.maintenance.status({ connectionId, endpoint: others[0] ?? '' })
    await etcd.etcdctl(...elsewhere, 'compact', String(status.revision), '--physical')
    await etcd.start(0)
    await until(async () => (await tree.text()).join() === '1,2', { timeoutMs: 30_000 })
    await until(() => tree.latest.state?.keyCount === 2)
  })

  test('a tree that is closed is gone, with its watch', async () => {
    const tree = openTree(app, connectionId, '/a/')
    await tree.live()
    const id = tree.tree()
    await tree[Symbol.asyncDispose]()
    await until(() => app.app.streams.open === 0)
    const failure = await app.client.tree.rows({ tree: id, from: 0, to: 1 }).then(() => undefined, toFailure)
    expect(failure?.code).toBe('notFound')
  })
})
