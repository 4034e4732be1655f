import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { openTree } from '../../support/open-tree'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const bytes = (text: string) => new TextEncoder().encode(text)

describe.each(engineVersions)('a tree split by something else, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
    for (const key of ['a:b:1', 'a:b:2', 'a:c', 'x::y:::z', 'a/b', ':lead:1'])
      await app.client.kv.create({ connectionId, key: bytes(key), value: bytes('') })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('by one character, also after the index answers', async () => {
    await using tree = openTree(app, connectionId, '', ':')
    await tree.live()
    await until(() => tree.latest.state?.indexed?.isComplete)
    expect(await tree.text()).toEqual([':lead/ 1', 'a/ 3', 'a/b', 'x/ 1'])
    await tree.expand('a')
    await until(async () => (await tree.rows()).length === 6)
    expect(await tree.text()).toEqual([':lead/ 1', 'a/ 3', '  b/ 2', '  c', 'a/b', 'x/ 1'])
    await etcd.etcdctl('put', 'a:b:3', 'v')
    await until(async () => (await tree.text())[2] === '  b/ 3')
    await etcd.etcdctl('del', 'a:b:3')
    await until(async () => (await tree.text())[2] === '  b/ 2')
  })

  test('by two characters, of which one may stand alone', async () => {
    await using tree = openTree(app, connectionId, '', '::')
    await tree.live()
    const { row } = await app.client.tree.reveal({ tree: tree.tree(), path: bytes('x::y:::z') })
    expect((await tree.text()).slice(row === undefined ? 0 : row - 2)).toEqual(['x/ 1', '  y/ 1', '    :z'])
  })

  test('by nothing: a flat list, which follows changes as well', async () => {
    await using tree = openTree(app, connectionId, '', '')
    await tree.live()
    expect(await tree.text()).toEqual([':lead:1', 'a/b', 'a:b:1', 'a:b:2', 'a:c', 'x::y:::z'])
    await etcd.etcdctl('put', 'a:b', 'v')
    await until(async () => (await tree.text())[2] === 'a:b')
    const { row } = await app.client.tree.reveal({ tree: tree.tree(), path: bytes('a:c') })
    expect(row).toBe(5)
    await etcd.etcdctl('del', 'a:b')
    await until(() => tree.latest.state?.keyCount === 6)
  })

  test('by more bytes than a separator has is refused', async () => {
    const input = { connectionId, prefix: bytes(''), separator: new Uint8Array(65) }
    const failure = await app.client.tree.open(input).then(() => undefined, toFailure)
    expect(failure).toMatchObject({ code: 'invalid', details: { field: 'separator' } })
  })
})
