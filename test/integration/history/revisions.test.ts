import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HistoryRow, KeyRevision } from '../../../shared/contract/history'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'

const bytes = (text: string) => new TextEncoder().encode(text)

describe.each(engineVersions)('revisions of a key, etcd %s', (version) => {
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

  const put = async (key: string, value: string, lease?: string): Promise<bigint> => {
    const success = [{ kind: 'put' as const, key: bytes(key), value: bytes(value), lease }]
    return (await app.client.kv.txn({ connectionId, compare: [], success, failure: [] })).revision
  }
  const remove = async (key: string): Promise<bigint> => {
    const success = [{ kind: 'delete' as const, key: bytes(key) }]
    return (await app.client.kv.txn({ connectionId, compare: [], success, failure: [] })).revision
  }
  const read = async (key: string) => {
    const rows: KeyRevision[] = []
    let done: Extract<HistoryRow, { kind: 'done' }> | undefined
    const events = app.client.history.revisions({ connectionId, key: bytes(key) })
    for await (const row of app.pull(events)) {
      if (row.kind === 'revisions') rows.push(...row.revisions)
      if (row.kind === 'done') done = row
    }
    return { rows, done }
  }
  const brief = (rows: readonly KeyRevision[]) =>
    rows.map(({ revision, kind, version: v, summary }) => `${revision} ${kind} ${v} ${summary.kind}`)

  test('several lives, newest first, with what each changed', async () => {
    const { id } = await app.client.lease.grant({ connectionId, ttlSeconds: 600 })
    const at = [
      await put('a', '{"spec":{"replicas":3}}'),
      await put('a', '{"spec":{"replicas":4}}', id),
      await remove('a'),
      await put('a', 'one\ntwo\n'),
      await put('a', 'one\nthree\n'),
      await put('a', 'one\nthree\n'),
      await put('a', '\0\u0001'),
    ]
    const { rows, done } = await read('a')
    expect(brief(rows)).toEqual([
      `${at[6]} put 4 bytes`,
      `${at[5]} put 3 same`,
      `${at[4]} put 2 lines`,
      `${at[3]} put 1 created`,
      `${at[2]} delete 0 deleted`,
      `${at[1]} put 2 fields`,
      `${at[0]} put 1 created`,
    ])
    expect(rows[5]).toMatchObject({ lease: id, createRevision: at[0], sizeBytes: 23 })
    expect(rows[5]?.summary).toEqual({
      kind: 'fields',
      count: 1,
      fields: [{ path: 'spec.replicas', before: '3', after: '4' }],
    })
    expect(rows[4]).toMatchObject({ createRevision: at[0], sizeBytes: 0 })
    expect(done).toMatchObject({ revision: at[6], hidesOlder: false })
    expect(done?.lostUpTo).toBeUndefined()
  })

  test('a key that is not there now, and one that never was', async () => {
    const at = [await put('b', '1'), await remove('b'), await put('b', '2'), await remove('b')]
    await put('other', 'x')
    expect(brief((await read('b')).rows)).toEqual([
      `${at[3]} delete 0 deleted`,
      `${at[2]} put 1 created`,
      `${at[1]} delete 0 deleted`,
      `${at[0]} put 1 created`,
    ])
    expect((await read('never')).rows).toEqual([])
  })

  test('a delete by a lease that was revoked is one', async () => {
    const { id } = await app.client.lease.grant({ connectionId, ttlSeconds: 600 })
    const first = await put('c', '1', id)
    await app.client.lease.revoke({ connectionId, id })
    expect(brief((await read('c')).rows)).toEqual([
      `${first + 1n} delete 0 deleted`,
      `${first} put 1 created`,
    ])
  })

  test('a thousand versions among others, and a compaction that hides older ones', async () => {
    const own: bigint[] = []
    for (let i = 0; i < 1_200; i++) {
      own.push(await put('d', String(i)))
      if (i % 7 === 0) await put('other', String(i))
    }
    const before = await read('d')
    expect(before.rows.map(({ revision }) => revision)).toEqual([...own].reverse())
    const floor = own[599] ?? 0n
    await etcd.etcdctl('compact', String(floor))
    const { rows, done } = await read('d')
    expect(rows.map(({ revision }) => revision)).toEqual([...own.slice(599)].reverse())
    expect(rows.at(-1)).toMatchObject({ version: 600n, summary: { kind: 'unseen' } })
    expect(done).toMatchObject({ compactRevision: floor, hidesOlder: true })
    expect((await read('a')).done).toMatchObject({ hidesOlder: true })
  })

  test('a life that ended below the compacted revision and began again above it', async () => {
    await put('e', '1')
    await etcd.etcdctl('compact', String(await remove('e')))
    const second = await put('e', '2')
    expect(brief((await read('e')).rows)).toEqual([`${second} put 1 created`])
  })
})
