import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KeepAliveState, LeasePage } from '../../../shared/contract/lease'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const bytes = (text: string) => new TextEncoder().encode(text)
const failureOf = (call: Promise<unknown>) => call.then(() => undefined, toFailure)

describe.each(engineVersions)('leases of etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  const grant = async (ttlSeconds = 600, id?: string) =>
    (await app.client.lease.grant({ connectionId, ttlSeconds, id })).id
  const read = async (key: string) => (await app.client.kv.range({ connectionId, key: bytes(key) })).kvs[0]
  const ttlOf = (id: string) => app.client.lease.timeToLive({ connectionId, id, keys: true })
  async function pageOf(from: number, limit: number): Promise<LeasePage> {
    for await (const page of app.pull(app.client.lease.page({ connectionId, from, limit }))) return page
    throw new Error('no page came')
  }
  async function create(key: string, value: string, lease?: string): Promise<bigint> {
    const row = { connectionId, key: bytes(key), value: bytes(value), lease }
    return (await app.client.kv.create(row)).revision
  }

  test('are listed page by page, in the order of their ids, with TTL and number of keys', async () => {
    const ids = ['0000000000000001', '7fffffffffffffff', 'fffffffffffffffe']
    for (const id of ids) await grant(600, id)
    await create('/listed/a', 'v', ids[2])
    await create('/listed/b', 'v', ids[2])
    const first = await pageOf(0, 2)
    expect(first).toMatchObject({ total: 3, from: 0, rows: [{ id: ids[0], keyCount: 0 }, { id: ids[1] }] })
    const last = await pageOf(2, 2)
    expect(last).toMatchObject({
      total: 3,
      from: 2,
      rows: [{ id: ids[2], grantedTtlSeconds: 600, keyCount: 2 }],
    })
    expect(last.rows[0]?.ttlSeconds).toBeGreaterThan(590)
    expect(await pageOf(500, 2)).toEqual({
      ...last,
      rows: [{ ...last.rows[0], ttlSeconds: expect.any(Number) }],
    })
    expect(await pageOf(0, 0)).toEqual({ total: 3, from: 0, rows: [] })
  })

  test('a page is told again when leases come', async () => {
    let added: string | undefined
    let before = 0
    for await (const { total } of app.pull(app.client.lease.page({ connectionId, from: 0, limit: 0 }))) {
      if (!added) {
        before = total
        added = await grant()
      } else if (total === before + 1) break
    }
    expect(added).toBeDefined()
  })

  test('a key is attached and detached with its value untouched, guarded by its revision', async () => {
    const id = await grant()
    const modRevision = await create('/attach', 'any \u0000 bytes')
    const key = bytes('/attach')
    const attached = await app.client.lease.attach({ connectionId, key, modRevision, id })
    expect(await read('/attach')).toMatchObject({ lease: id, value: bytes('any \u0000 bytes'), version: 2n })
    expect((await ttlOf(id)).keys).toEqual([key])

    const stale = app.client.lease.detach({ connectionId, key, modRevision })
    expect((await failureOf(stale))?.code).toBe('conflict')
    expect((await read('/attach'))?.lease).toBe(id)

    const detached = await app.client.lease.detach({ connectionId, key, modRevision: attached.revision })
    const free = await read('/attach')
    expect(free?.value).toEqual(bytes('any \u0000 bytes'))
    expect(free?.lease).toBeUndefined()
    const gone = app.client.lease.attach({ connectionId, key, modRevision: detached.revision, id: 'dead' })
    expect((await failureOf(gone))?.code).toBe('notFound')
    expect((await read('/attach'))?.modRevision).toBe(detached.revision)
  })

  test('revoking deletes exactly the keys that were shown, or nothing', async () => {
    const id = await grant()
    await create('/revoked/a', 'v', id)
    const shown = (await ttlOf(id)).keys
    await create('/revoked/b', 'v', id)
    const late = app.client.lease.revoke({ connectionId, id, keys: [...shown] })
    expect((await failureOf(late))?.code).toBe('conflict')
    expect(await read('/revoked/a')).toBeDefined()
    await app.client.lease.revoke({ connectionId, id, keys: [bytes('/revoked/b'), bytes('/revoked/a')] })
    expect(await read('/revoked/a')).toBeUndefined()
    expect((await ttlOf(id)).ttlSeconds).toBe(-1)
  })

  test('a lease outlives its TTL while it is kept alive, and ends after its reader', async () => {
    const id = await grant(2)
    const until5s = Date.now() + 5_000
    for await (const state of app.pull<KeepAliveState>(app.client.lease.keepAlive({ connectionId, id }))) {
      expect(state).toMatchObject({ kind: 'alive' })
      if (Date.now() > until5s) break
    }
    expect((await ttlOf(id)).ttlSeconds).toBeGreaterThanOrEqual(0)
    await until(async () => (await ttlOf(id)).ttlSeconds === -1, { timeoutMs: 15_000 })
    const again = app.pull(app.client.lease.keepAlive({ connectionId, id }))
    expect((await failureOf(again.next()))?.code).toBe('notFound')
  })

  test('keeping alive waits while the member is away, and goes on when it is back', async () => {
    const id = await grant(60)
    const seen: string[] = []
    for await (const state of app.pull<KeepAliveState>(app.client.lease.keepAlive({ connectionId, id }))) {
      seen.push(state.kind)
      if (seen.length === 1) break
    }
    await etcd.stop(0)
    const states = app.pull<KeepAliveState>(app.client.lease.keepAlive({ connectionId, id }))
    expect((await states.next()).value).toMatchObject({ kind: 'waiting' })
    await etcd.start(0)
    await until(async () => ((await states.next()).value as KeepAliveState | undefined)?.kind === 'alive', {
      timeoutMs: 30_000,
    })
    await states.return()
  })

  test('a read-only connection changes no lease', async () => {
    const id = await grant()
    const modRevision = await create('/read-only', 'v', id)
    const key = bytes('/read-only')
    const look = await app.connect(etcd, { name: 'look', readOnly: true })
    const refused = await Promise.all([
      failureOf(app.client.lease.grant({ connectionId: look, ttlSeconds: 5 })),
      failureOf(app.client.lease.revoke({ connectionId: look, id })),
      failureOf(app.client.lease.attach({ connectionId: look, key, modRevision, id })),
      failureOf(app.client.lease.detach({ connectionId: look, key, modRevision })),
      failureOf(app.client.lease.keepAliveOnce({ connectionId: look, id })),
      failureOf(app.pull(app.client.lease.keepAlive({ connectionId: look, id })).next()),
    ])
    expect(refused.map((failure) => failure?.code)).toEqual(Array(6).fill('denied'))
    expect(await read('/read-only')).toMatchObject({ modRevision, lease: id })
  })

  test('ten thousand of them: a page comes within seconds', async () => {
    const before = (await pageOf(0, 0)).total
    const ids = Array.from({ length: 10_000 }, (_, at) => (0x1000000 + at).toString(16))
    const grantAll = async (part: readonly string[]) => {
      for (const id of part) await grant(3600, id)
    }
    await Promise.all(Array.from({ length: 50 }, (_, at) => grantAll(ids.slice(at * 200, (at + 1) * 200))))
    const began = performance.now()
    const page = await pageOf(5_000, 100)
    expect(page.total).toBe(before + 10_000)
    expect(page.rows).toHaveLength(100)
    expect(performance.now() - began).toBeLessThan(3_000)
  }, 120_000)

  test('no stream is left open', async () => {
    await until(() => app.app.streams.open === 0)
  })
})
