import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array | undefined) => new TextDecoder().decode(value)

describe.each(engineVersions)('put back, etcd %s', (version) => {
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

  const client = () => app.client
  const put = async (key: string, value: string, lease?: string): Promise<bigint> => {
    const success = [{ kind: 'put' as const, key: bytes(key), value: bytes(value), lease }]
    return (await client().kv.txn({ connectionId, compare: [], success, failure: [] })).revision
  }
  const remove = async (key: string): Promise<bigint> => {
    const success = [{ kind: 'delete' as const, key: bytes(key) }]
    return (await client().kv.txn({ connectionId, compare: [], success, failure: [] })).revision
  }
  const get = async (key: string) => (await client().kv.range({ connectionId, key: bytes(key) })).kvs[0]
  type Lease = 'keep' | 'original' | 'none'
  const back = (key: string, from: bigint, expected: bigint, lease: Lease = 'keep') =>
    client().history.putBack({ connectionId, key: bytes(key), from, expected, lease })
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(() => expect.unreachable('it was written'), toFailure)

  test('an old value is written as a new revision, keeping the lease the key has now', async () => {
    const { id } = await client().lease.grant({ connectionId, ttlSeconds: 600 })
    const first = await put('a', 'one')
    const second = await put('a', 'two', id)
    const { revision } = await back('a', first, second)
    const now = await get('a')
    expect([text(now?.value), now?.lease, now?.modRevision]).toEqual(['one', id, revision])
    await back('a', second, revision, 'none')
    expect((await get('a'))?.lease).toBeUndefined()
  })

  test('a deleted key comes back, on its old lease or on none', async () => {
    const { id } = await client().lease.grant({ connectionId, ttlSeconds: 600 })
    const first = await put('b', 'one', id)
    await remove('b')
    await back('b', first, 0n, 'keep')
    expect([text((await get('b'))?.value), (await get('b'))?.lease]).toEqual(['one', undefined])
    await remove('b')
    await back('b', first, 0n, 'original')
    expect((await get('b'))?.lease).toBe(id)
    await client().lease.revoke({ connectionId, id })
    const gone = await failureOf(back('b', first, 0n, 'original'))
    expect(gone).toMatchObject({ code: 'precondition', details: { field: 'lease' } })
    expect(await get('b')).toBeUndefined()
  })

  test('a key that changed meanwhile is left alone', async () => {
    const first = await put('c', 'one')
    const second = await put('c', 'two')
    await put('c', 'three')
    expect(await failureOf(back('c', first, second))).toMatchObject({ code: 'conflict' })
    expect(await failureOf(back('c', first, 0n))).toMatchObject({ code: 'conflict' })
    expect(text((await get('c'))?.value)).toBe('three')
    const third = (await get('c'))?.modRevision ?? 0n
    await remove('c')
    expect(await failureOf(back('c', first, third))).toMatchObject({ code: 'conflict' })
    expect(await get('c')).toBeUndefined()
  })

  test('a revision that is not to be read is told beside its field', async () => {
    const first = await put('d', 'one')
    const future = await failureOf(back('d', first + 1_000n, first))
    expect(future).toMatchObject({ code: 'invalid', details: { field: 'from' } })
    const absent = await failureOf(back('d', first - 1n, first))
    expect(absent).toMatchObject({ code: 'notFound', details: { field: 'from' } })
    for (const from of [0n, -3n])
      expect(await failureOf(back('d', from, first))).toMatchObject({ details: { field: 'from' } })
    await put('d', 'two')
    await etcd.etcdctl('compact', String(await put('d', 'three')))
    const gone = await failureOf(back('d', first, first))
    expect(gone).toMatchObject({ code: 'compacted', details: { field: 'from' } })
  })

  test('a read-only connection writes nothing', async () => {
    const first = await put('e', 'one')
    const readOnly = await app.connect(etcd, { name: `read-only ${version}`, readOnly: true })
    const request = { connectionId: readOnly, key: bytes('e'), from: first, expected: first }
    const denied = await failureOf(client().history.putBack({ ...request, lease: 'keep' }))
    expect(denied).toMatchObject({ code: 'denied' })
  })
})
