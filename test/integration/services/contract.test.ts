import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesToText } from '../../../shared/etcd/key'
import { rangeOf } from '../../../shared/etcd/range'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd, type StartEtcdOptions } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import type { Transport } from '../../support/transport'
import { until } from '../../support/until'

const bytes = (text: string) => new TextEncoder().encode(text)
const failureOf = (call: Promise<unknown>) => call.then(() => undefined, toFailure)

interface Flavour {
  readonly name: string
  readonly options: Omit<StartEtcdOptions, 'version'>
  readonly login?: { user: string; password: string }
  readonly transport?: Transport
}

const login = { user: 'root', password: 's3cret-of-the-test' } as const
const flavours: readonly Flavour[] = [
  { name: 'plain', options: {} },
  { name: 'plain, over the browser host', options: {}, transport: 'websocket' },
  { name: 'mTLS', options: { tls: 'mutual' } },
  { name: 'with auth', options: { auth: login }, login },
]

describe.each(engineVersions)('etcd %s', (version) => {
  describe.each(flavours)('$name', ({ options, login: user, transport }) => {
    let etcd: RunningEtcd
    let app: TestApp
    let connectionId: string
    beforeAll(async () => {
      etcd = await startEtcd({ version, ...options })
      app = await startTestApp({ transport })
      connectionId = await app.connect(etcd, { user: user?.user, password: user?.password })
    })
    afterAll(async () => {
      await app?.[Symbol.asyncDispose]()
      await etcd?.[Symbol.asyncDispose]()
    })

    test('keys and values of any bytes come back as they were written', async () => {
      const key = Uint8Array.of(0x2f, 0xff, 0x00, 0x5c, 0xc3, 0x28, 0x0a)
      const value = Uint8Array.from({ length: 512 }, (_, i) => i & 0xff)
      const { revision } = await app.client.kv.create({ connectionId, key, value })
      const { kvs } = await app.client.kv.range({ connectionId, key })
      expect(kvs).toEqual([
        { key, value, createRevision: revision, modRevision: revision, version: 1n, lease: undefined },
      ])
    })

    test('a key that is there is not created again', async () => {
      const key = bytes('/once')
      await app.client.kv.create({ connectionId, key, value: bytes('first') })
      const failure = await failureOf(app.client.kv.create({ connectionId, key, value: bytes('second') }))
      expect(failure).toMatchObject({ code: 'exists', details: { field: 'key' } })
      const { kvs } = await app.client.kv.range({ connectionId, key })
      expect(bytesToText(kvs[0]?.value ?? bytes(''))).toBe('first')
    })

    test('a save over a foreign write loses with a conflict and writes nothing', async () => {
      const key = bytes('/shared')
      const { revision } = await app.client.kv.create({ connectionId, key, value: bytes('mine') })
      await etcd.etcdctl('put', '/shared', 'theirs')
      const failure = await failureOf(
        app.client.kv.save({ connectionId, key, value: bytes('mine again'), modRevision: revision }),
      )
      expect(failure?.code).toBe('conflict')
      expect(await etcd.etcdctl('get', '/shared', '--print-value-only')).toBe('theirs\n')
      expect(
        (await failureOf(app.client.kv.remove({ connectionId, key, modRevision: revision })))?.code,
      ).toBe('conflict')
    })

    test('a save keeps the lease', async () => {
      const { id } = await app.client.lease.grant({ connectionId, ttlSeconds: 300 })
      const key = bytes('/leased')
      const { revision } = await app.client.kv.create({ connectionId, key, value: bytes('a'), lease: id })
      await app.client.kv.save({ connectionId, key, value: bytes('b'), modRevision: revision })
      const { kvs } = await app.client.kv.range({ connectionId, key })
      expect(kvs[0]).toMatchObject({ lease: id, version: 2n })
      const lease = await app.client.lease.timeToLive({ connectionId, id, keys: true })
      expect(lease).toMatchObject({ id, grantedTtlSeconds: 300, keys: [key] })
    })

    test('a lease is renewed, listed and revoked with its keys', async () => {
      const { id } = await app.client.lease.grant({ connectionId, ttlSeconds: 600, id: '7b' })
      expect(id).toBe('000000000000007b')
      await app.client.kv.create({
        connectionId,
        key: bytes('/goes-with-lease'),
        value: bytes(''),
        lease: id,
      })
      expect(await app.client.lease.keepAliveOnce({ connectionId, id })).toEqual({ ttlSeconds: 600 })
      expect(await app.client.lease.list({ connectionId })).toContain(id)
      await app.client.lease.revoke({ connectionId, id })
      expect((await app.client.kv.range({ connectionId, key: bytes('/goes-with-lease') })).kvs).toEqual([])
      expect((await failureOf(app.client.lease.keepAliveOnce({ connectionId, id })))?.code).toBe('notFound')
      expect((await failureOf(app.client.lease.revoke({ connectionId, id })))?.code).toBe('notFound')
    })

    test('a transaction takes one branch and says what each operation did', async () => {
      const key = bytes('/txn/a')
      await app.client.kv.create({ connectionId, key, value: bytes('1') })
      const taken = await app.client.kv.txn({
        connectionId,
        compare: [{ target: 'value', key, equals: bytes('1') }],
        success: [
          { kind: 'put', key: bytes('/txn/b'), value: bytes('2') },
          { kind: 'range', ...rangeOf(bytes('/txn/')) },
          { kind: 'delete', key },
        ],
        failure: [],
      })
      expect(taken.succeeded).toBe(true)
      expect(taken.results.map((each) => each.kind)).toEqual(['put', 'range', 'delete'])
      expect(taken.results[1]).toMatchObject({ range: { count: 2n } })
      expect(taken.results[2]).toEqual({ kind: 'delete', deleted: 1n })
      const other = await app.client.kv.txn({
        connectionId,
        compare: [{ target: 'version', key, equals: 5n }],
        success: [{ kind: 'delete', ...rangeOf(bytes('/txn/')) }],
        failure: [{ kind: 'range', ...rangeOf(bytes('/txn/')), countOnly: true }],
      })
      expect(other).toMatchObject({ succeeded: false, results: [{ kind: 'range', range: { count: 1n } }] })
    })

    test('a watch tells puts and deletes from its start revision on, with previous values', async () => {
      const key = bytes('/watched')
      const { revision } = await app.client.kv.create({ connectionId, key, value: bytes('one') })
      const rows = app.pull(
        app.client.watch.open({ connectionId, key, startRevision: revision, prevKv: true }),
      )
      await etcd.etcdctl('put', '/watched', 'two')
      await etcd.etcdctl('del', '/watched')
      const got = []
      for await (const row of rows) {
        if (row.kind === 'progress') continue
        got.push(row)
        if (got.length === 3) break
      }
      expect(got).toMatchObject([
        { kind: 'put', kv: { value: bytes('one'), modRevision: revision } },
        { kind: 'put', kv: { value: bytes('two'), version: 2n }, prevKv: { value: bytes('one') } },
        { kind: 'delete', key, modRevision: revision + 2n, prevKv: { value: bytes('two') } },
      ])
    })

    test('each member tells its status and its hash', async () => {
      const endpoint = etcd.endpoints[0] ?? ''
      const status = await app.client.maintenance.status({ connectionId, endpoint })
      expect(status).toMatchObject({ version, isLearner: false, leaderId: status.memberId })
      expect(status.memberId).toMatch(/^[0-9a-f]{16}$/)
      expect(status.dbSizeBytes).toBeGreaterThan(0)
      const { hash } = await app.client.maintenance.hashKv({ connectionId, endpoint })
      const printed = await etcd.etcdctl('endpoint', 'hashkv', '-w', 'json')
      expect(printed).toContain(`"hash":${hash}`)
    })

    test('a compacted revision is said to be compacted, to a read and to a watch', async () => {
      const key = bytes('/compacted')
      const { revision } = await app.client.kv.create({ connectionId, key, value: bytes('1') })
      await etcd.etcdctl('put', '/compacted', '2')
      await app.client.maintenance.compact({ connectionId, revision: revision + 1n, physical: true })
      expect((await failureOf(app.client.kv.range({ connectionId, key, revision })))?.code).toBe('compacted')
      const rows = app.pull(app.client.watch.open({ connectionId, key, startRevision: 1n }))
      expect(await failureOf(rows.next())).toMatchObject({
        code: 'compacted',
        details: { compactRevision: revision + 1n },
      })
      expect(
        (await failureOf(app.client.kv.range({ connectionId, key, revision: revision + 1000n })))?.code,
      ).toBe('invalid')
    })

    test('the cluster tells its members, leader, revision and what is compacted', async () => {
      const first = await firstOf(app.pull(app.client.cluster.watch({ connectionId })))
      expect(first?.members).toMatchObject([{ name: 'm1', role: 'leader', health: 'healthy', version }])
      expect(first?.leaderId).toBe(first?.members[0]?.id)
      const { revision } = await app.client.kv.range({ connectionId, key: bytes('x') })
      expect(first?.revision).toBe(revision)
      const compactRevision = first?.compactRevision ?? 0n
      await app.client.kv.range({ connectionId, key: bytes('x'), revision: compactRevision })
      if (compactRevision > 1n) {
        const below = app.client.kv.range({ connectionId, key: bytes('x'), revision: compactRevision - 1n })
        expect((await failureOf(below))?.code).toBe('compacted')
      }
    })

    test('all keys are indexed and found, and changes after that as well', async () => {
      await app.client.kv.create({ connectionId, key: bytes('/indexed/before'), value: bytes('') })
      const stop = new AbortController()
      const states = app.pull(
        app.client.tree.open({ connectionId, prefix: bytes('') }, { signal: stop.signal }),
      )
      let tree = ''
      for await (const state of states) {
        tree = state.tree
        expect(state.indexed?.failure).toBeUndefined()
        if (state.indexed?.isComplete) break
      }
      const open = app.client.tree.open({ connectionId, prefix: bytes('/indexed/') }, { signal: stop.signal })
      const kept = app.pull(open)
      const { value: first } = await kept.next()
      tree = first?.tree ?? tree
      const find = async (text: string) => {
        let hits: string[] = []
        for await (const found of app.pull(app.client.tree.find({ tree, text, mode: 'substring' }))) {
          hits = found.hits.map(bytesToText)
        }
        return hits
      }
      expect(await find('before')).toEqual(['/indexed/before'])
      await etcd.etcdctl('put', '/indexed/after', 'v')
      await until(async () => (await find('after')).join() === '/indexed/after')
      await etcd.etcdctl('del', '/indexed/before')
      await until(async () => (await find('before')).length === 0)
      stop.abort()
      await kept.return()
    })

    test('a value larger than the server takes is refused with the reason', async () => {
      const call = app.client.kv.create({
        connectionId,
        key: bytes('/big'),
        value: new Uint8Array(2 * 1024 * 1024),
      })
      expect((await failureOf(call))?.code).toBe('exhausted')
    })

    test('an empty key is refused before anything is sent', async () => {
      const failure = await failureOf(
        app.client.kv.create({ connectionId, key: bytes(''), value: bytes('v') }),
      )
      expect(failure).toMatchObject({ code: 'invalid', details: { field: 'key' } })
    })

    test('a read-only connection writes nothing, whoever asks', async () => {
      const id = await app.connect(etcd, {
        name: 'look',
        readOnly: true,
        user: user?.user,
        password: user?.password,
      })
      const key = bytes('/read-only')
      const value = bytes('v')
      const refused = await Promise.all([
        failureOf(app.client.kv.create({ connectionId: id, key, value })),
        failureOf(app.client.kv.save({ connectionId: id, key, value, modRevision: 1n })),
        failureOf(app.client.kv.remove({ connectionId: id, key, modRevision: 1n })),
        failureOf(
          app.client.kv.txn({
            connectionId: id,
            compare: [],
            success: [{ kind: 'put', key, value }],
            failure: [],
          }),
        ),
        failureOf(app.client.lease.grant({ connectionId: id, ttlSeconds: 5 })),
        failureOf(app.client.maintenance.compact({ connectionId: id, revision: 1n })),
      ])
      expect(refused.map((each) => each?.code)).toEqual(Array(6).fill('denied'))
      expect((await app.client.kv.range({ connectionId: id, key })).kvs).toEqual([])
    })

    test('no stream is left open', async () => {
      await until(() => app.app.streams.open === 0)
    })
  })
})

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item
  return undefined
}
