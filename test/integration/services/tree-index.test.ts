import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FindMode } from '../../../shared/contract/tree'
import { bytesToText } from '../../../shared/etcd/key'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { openTree } from '../../support/open-tree'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { putKeys } from '../../support/writer'

const keyCount = 150_000
const keyAt = (i: number) => `/big/${i % 10}/key-${String(i).padStart(6, '0')}`

/** Looks for keys to the end of the search. */
async function find(app: TestApp, tree: string, text: string, mode: FindMode = 'substring') {
  let found = { matches: 0, hits: [] as string[] }
  for await (const { matches, hits } of app.pull(app.client.tree.find({ tree, text, mode })))
    found = { matches, hits: hits.map(bytesToText) }
  return found
}

describe.each(engineVersions)('the index of all keys, etcd %s', (version) => {
  let etcd: RunningEtcd
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    await putKeys(
      etcd.endpoints,
      Array.from({ length: keyCount }, (_, i) => keyAt(i)),
    )
  })
  afterAll(() => etcd?.[Symbol.asyncDispose]())

  test('is built by itself once members answer again, when they had ended while it was built', async () => {
    await using app = await startTestApp()
    await using tree = openTree(app, await app.connect(etcd))
    await until(() => tree.latest.state?.indexed, { intervalMs: 1 })
    await etcd.kill(0)
    const failure = await until(() => tree.latest.state?.indexed?.failure)
    expect(failure).toMatchObject({ code: 'unavailable' })
    expect(tree.latest.state?.indexed).toMatchObject({ isComplete: false })
    await until(() => tree.latest.state?.following === 'lost')
    // Somebody who looks for a key now waits for it, and is not refused.
    const found = find(app, tree.tree(), 'key-123456')
    await etcd.start(0)
    await etcd.ready()
    await until(() => tree.latest.state?.indexed?.isComplete, { timeoutMs: 30_000 })
    expect(tree.latest.state?.indexed).toEqual({ done: keyCount, total: keyCount, isComplete: true })
    expect(await found).toEqual({ matches: 1, hits: [keyAt(123_456)] })
    await etcd.etcdctl('put', '/big/new', 'v')
    await until(async () => (await find(app, tree.tree(), '/big/new')).matches === 1)
    await etcd.etcdctl('del', '/big/new')
  })

  test('tells truly how far it is', async () => {
    await using app = await startTestApp()
    await using tree = openTree(app, await app.connect(etcd))
    await until(() => tree.latest.state?.indexed?.isComplete, { timeoutMs: 30_000 })
    const { told } = tree.latest
    expect(told.length).toBeGreaterThan(1)
    expect(told.every(({ total }) => total === keyCount)).toBe(true)
    expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).sort((a, b) => a - b))
  })

  test('is left out for a store with too many keys, which is said; folders open and keys are found by prefix', async () => {
    await using app = await startTestApp({ maxIndexedKeys: 1_000 })
    await using tree = openTree(app, await app.connect(etcd))
    const failure = await until(() => tree.latest.state?.indexed?.failure)
    expect(failure.code).toBe('exhausted')
    expect(failure.message).toMatch(/^These are 150,000 keys, and at most 1,000 are indexed\./)
    await tree.live()
    await tree.expand('/big')
    await until(async () => (await tree.rows()).length === 11)
    expect((await tree.text()).slice(0, 3)).toEqual(['/big/ 150000', '  0/ 15000', '  1/ 15000'])
    await tree.expand('/big/3')
    await until(async () => (await tree.rows())[5]?.siblings === 15_000)
    expect((await tree.rows())[5]).toMatchObject({ name: 'key-000003', isKey: true })
    expect(await find(app, tree.tree(), '/big/3/key-00000', 'prefix')).toEqual({
      matches: 1,
      hits: [keyAt(3)],
    })
    const refused = await find(app, tree.tree(), 'key-00000').then(() => undefined, toFailure)
    expect(refused).toMatchObject({ code: 'exhausted', message: failure.message })
    await etcd.etcdctl('put', '/big/new', 'v')
    await until(async () => (await tree.text())[0] === '/big/ 150001')
    await etcd.etcdctl('del', '/big/new')
  })
})
