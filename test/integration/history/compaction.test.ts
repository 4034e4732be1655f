import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import { replay } from '../../../main/history/replay'
import { replayUnordered } from '../../../main/history/replay-unordered'
import type { ChurnRow, HistoryRow, KeyRevision } from '../../../shared/contract/history'
import { rangeOf } from '../../../shared/etcd/range'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { putEach } from '../../support/put-each'
import { startTestApp, type TestApp } from '../../support/test-app'

const bytes = (text: string) => new TextEncoder().encode(text)
const whole = rangeOf(new Uint8Array())

describe.each(engineVersions)('a compaction meanwhile, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let client: EtcdClient
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
    client = new EtcdClient({ endpoints: etcd.endpoints })
  })
  afterAll(async () => {
    await client?.close()
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  const signal = new AbortController().signal
  const puts = (key: string, count: number) =>
    putEach(etcd.endpoints[0] ?? '', count, (i) => ({ key: bytes(key), value: bytes(`value ${i}`) }))
  const remove = async (key: string): Promise<bigint> => {
    const success = [{ kind: 'delete' as const, key: bytes(key) }]
    return (await app.client.kv.txn({ connectionId, compare: [], success, failure: [] })).revision
  }
  const get = async (key: string) =>
    (await app.client.kv.range({ connectionId, key: bytes(key) })).kvs[0] ?? expect.unreachable('not there')
  const compact = async (revision: bigint): Promise<void> => {
    await app.client.maintenance.compact({ connectionId, revision, physical: false })
  }

  /** Reads a key's history; after the first rows came, and before main has more, `between` is done. */
  async function readWith(key: string, between: (rows: readonly KeyRevision[]) => Promise<void>) {
    const rows: KeyRevision[] = []
    let done: Extract<HistoryRow, { kind: 'done' }> | undefined
    let isBetween = true
    for await (const row of app.pull(app.client.history.revisions({ connectionId, key: bytes(key) }))) {
      if (row.kind === 'done') done = row
      if (row.kind !== 'revisions') continue
      rows.push(...row.revisions)
      if (isBetween) await between(rows)
      isBetween = false
    }
    return { rows, done }
  }

  test('below what is being read: the walk goes on down to the new floor', async () => {
    await puts('a', 2_500)
    const { createRevision, modRevision } = await get('a')
    const floor = createRevision + 400n
    const { rows, done } = await readWith('a', () => compact(floor))
    expect(rows.length).toBe(Number(modRevision - floor) + 1)
    expect(rows.map(({ revision }) => revision)).toEqual(rows.map((_, i) => modRevision - BigInt(i)))
    expect(rows.at(-1)?.summary).toEqual({ kind: 'unseen' })
    expect(done).toMatchObject({ compactRevision: floor, lostUpTo: floor, hidesOlder: true })
  })

  test('over what is being read: what was loaded stays', async () => {
    await puts('b', 2_500)
    const { modRevision } = await get('b')
    const { rows, done } = await readWith('b', () => compact(modRevision))
    expect(rows.length).toBeGreaterThan(32)
    expect(rows.length).toBeLessThan(2_500)
    expect(rows.map(({ revision }) => revision)).toEqual(rows.map((_, i) => modRevision - BigInt(i)))
    const oldest = rows.at(-1)
    expect(oldest?.summary).toEqual({ kind: 'unseen' })
    expect(done).toMatchObject({ compactRevision: modRevision, hidesOlder: true })
    expect(done?.lostUpTo).toBe((oldest?.revision ?? 0n) - 1n)
  })

  test('in an earlier life, while the newest is read', async () => {
    await puts('c', 100)
    const first = await get('c')
    const deleted = await remove('c')
    await puts('c', 2_000)
    const floor = first.createRevision + 50n
    const { rows, done } = await readWith('c', () => compact(floor))
    const older = rows.slice(2_000)
    expect(older[0]).toMatchObject({
      kind: 'delete',
      revision: deleted,
      createRevision: first.createRevision,
    })
    expect(older.length).toBe(1 + 50)
    expect(older.at(-1)).toMatchObject({ revision: floor, summary: { kind: 'unseen' } })
    expect(done).toMatchObject({ compactRevision: floor, lostUpTo: floor, hidesOlder: true })
  })

  test('a replay that begins below the floor says what is lost and tells all the rest', async () => {
    await puts('d', 1_500)
    const { createRevision, modRevision } = await get('d')
    const floor = createRevision + 200n
    await compact(floor)
    for (const read of [replay, replayUnordered]) {
      const lost: bigint[] = []
      const seen: bigint[] = []
      for await (const item of read(client, { ...whole, from: createRevision, to: modRevision }, signal)) {
        if (item.kind === 'lost') lost.push(item.upTo)
        if (item.kind === 'events') seen.push(...item.events.map(({ kv }) => kv.modRevision))
      }
      expect(lost).toEqual([floor])
      expect([...new Set(seen)].length).toBe(seen.length)
      const sorted = seen.sort((a, b) => Number(a - b))
      expect([sorted[0], sorted.at(-1), sorted.length]).toEqual([floor + 1n, modRevision, 1_299])
    }
  })

  test('while churn is added up, it counts everything above what it lost', async () => {
    await puts('e', 6_000)
    const { modRevision } = await get('e')
    const request = { connectionId, prefix: bytes('e'), separator: bytes('/') }
    const compacting = compact(modRevision - 10n)
    let last: ChurnRow | undefined
    for await (const row of app.pull(app.client.history.churn(request))) last = row
    await compacting
    const complete = modRevision - (last?.lostUpTo ?? (last?.from ?? 0n) - 1n)
    expect(last).toMatchObject({ isDone: true, to: modRevision, until: modRevision })
    expect(last?.revisions).toBeGreaterThanOrEqual(Number(complete))
  })

  test('two revisions of which one is gone are not compared', async () => {
    await puts('f', 10)
    const { modRevision } = await get('f')
    await compact(modRevision - 3n)
    const compare = async (from: bigint, to: bigint) => {
      const request = { connectionId, prefix: new Uint8Array(), separator: bytes('/'), from, to }
      for await (const row of app.pull(app.client.history.changed(request)))
        if (row.kind === 'done') return row
      return undefined
    }
    const failure = await compare(modRevision - 4n, modRevision).then(
      () => expect.unreachable('compared'),
      toFailure,
    )
    const details = { field: 'from', compactRevision: modRevision - 3n }
    expect(failure).toMatchObject({ code: 'compacted', details })
    expect((await compare(modRevision - 3n, modRevision))?.counts).toEqual({
      added: 0,
      changed: 1,
      deleted: 0,
    })
  })
})
