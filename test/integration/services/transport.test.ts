import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { connect, transports } from '../../support/transport'
import { until } from '../../support/until'

const bytes = (text: string) => new TextEncoder().encode(text)

// What a transport has to keep; what the services do is in contract.test.ts, over both.
describe.each(transports)('over the %s', (transport) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeEach(async () => {
    etcd = await startEtcd({ version: '3.5.16' })
    app = await startTestApp({ transport })
    connectionId = await app.connect(etcd)
  })
  afterEach(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('a value of a mebibyte and any bytes crosses both ways unchanged', async () => {
    const value = new Uint8Array(1024 * 1024)
    for (let at = 0; at < value.length; at++) value[at] = (at * 31 + (at >> 8)) & 0xff
    await app.client.kv.create({ connectionId, key: bytes('/big'), value })
    const { kvs } = await app.client.kv.range({ connectionId, key: bytes('/big') })
    expect(Buffer.compare(kvs[0]?.value ?? bytes(''), value)).toBe(0)
  })

  test('ids and revisions beyond 2^53 stay exact', async () => {
    const id = '7fffffffffffff01'
    expect((await app.client.lease.grant({ connectionId, ttlSeconds: 60, id })).id).toBe(id)
    const txn = await app.client.kv.txn({
      connectionId,
      compare: [{ target: 'modRevision', key: bytes('x'), equals: 2n ** 62n + 1n }],
      success: [],
      failure: [],
    })
    expect(txn.succeeded).toBe(false)
  })

  test('an aborted stream ends in main, and so do all when the page goes away', async () => {
    const other = await connect(app.app.router, transport)
    const stop = new AbortController()
    const request = { connectionId, key: bytes('/w'), startRevision: 1n }
    const one = await app.client.watch.open(request, { signal: stop.signal })
    const two = await other.client.watch.open(request)
    await Promise.all([one.next(), two.next()])
    await until(() => app.app.streams.open === 2)
    stop.abort()
    await until(() => app.app.streams.open === 1)
    await other[Symbol.asyncDispose]()
    await until(() => app.app.streams.open === 0)
  })
})
