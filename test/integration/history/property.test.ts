import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChangedRow, ChurnRow, KeyRevision } from '../../../shared/contract/history'
import { EtcdClient } from '../../../main/etcd/client'
import { changedKeys } from '../../../main/history/changed-keys'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { brief, HistoryModel, type ModelOp } from './model'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array) => new TextDecoder().decode(value)

const key = fc.integer({ min: 0, max: 49 }).map((n) => `/${n % 3}/${n % 7}/key-${n}`)
const value = fc.integer({ min: 0, max: 3 }).map((n) => `{"spec":{"replicas":${n}}}`)
const op: fc.Arbitrary<ModelOp> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('put' as const), key, value }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
)
const txn = fc.uniqueArray(op, { selector: (each) => each.key, minLength: 1, maxLength: 5 })
/** How far the floor rises towards the current revision. */
const compaction = fc.integer({ min: 0, max: 100 }).map((percent) => ({ percent }))
const step = fc.oneof({ weight: 30, arbitrary: txn }, { weight: 1, arbitrary: compaction })
const histories = fc.array(step, { minLength: 60, maxLength: 140 })
const share = fc.integer({ min: 0, max: 1_000 })
const pairs = fc.array(fc.tuple(share, share), { minLength: 4, maxLength: 4 })

describe.each(engineVersions)('any history, etcd %s', (version) => {
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

  // The store goes on from history to history, so the model does as well.
  const model = new HistoryModel()
  const keys = new Set<string>()
  let current = 1n

  async function carryOut(steps: readonly (readonly ModelOp[] | { readonly percent: number })[]) {
    for (const each of steps) {
      if ('percent' in each) {
        const revision = model.floor + ((current - model.floor) * BigInt(each.percent)) / 100n
        if (revision <= model.floor) continue
        await app.client.maintenance.compact({ connectionId, revision, physical: false })
        model.floor = revision
        continue
      }
      const success = each.map((one) =>
        one.kind === 'put'
          ? { kind: 'put' as const, key: bytes(one.key), value: bytes(one.value) }
          : { kind: 'delete' as const, key: bytes(one.key) },
      )
      const { revision } = await app.client.kv.txn({ connectionId, compare: [], success, failure: [] })
      for (const one of each) keys.add(one.key)
      if (revision > current) model.apply(each, revision)
      current = revision
    }
  }

  async function rowsOf(name: string): Promise<string[]> {
    const rows: KeyRevision[] = []
    for await (const row of app.pull(app.client.history.revisions({ connectionId, key: bytes(name) })))
      if (row.kind === 'revisions') rows.push(...row.revisions)
    return rows.map((row) => brief(row, row.summary.kind))
  }

  async function changed(from: bigint, to: bigint, way: 'list' | 'replay') {
    const request = { prefix: new Uint8Array(), separator: bytes('/'), from, to }
    const { signal } = new AbortController()
    let done: Extract<ChangedRow, { kind: 'done' }> | undefined
    for await (const rows of changedKeys(client, request, { signal, way }))
      for (const row of rows) if (row.kind === 'done') done = row
    const told = done?.keys.map(
      ({ key: at, kind, before, after }) =>
        `${text(at)} ${kind} ${before?.modRevision ?? '-'} ${after?.modRevision ?? '-'}`,
    )
    const { added = 0, changed: written = 0, deleted = 0 } = done?.counts ?? {}
    expect(added + written + deleted).toBe(told?.length)
    const inFolders = (done?.folders ?? []).reduce(
      (sum, each) => sum + each.added + each.changed + each.deleted,
      0,
    )
    expect(inFolders).toBe(told?.length)
    return told
  }

  test('revisions, changes and churn are those of a model', async () => {
    const property = fc.asyncProperty(histories, pairs, async (steps, shares) => {
      await carryOut(steps)
      const names = [...keys]
      const readOn = async () => {
        for (let name = names.pop(); name !== undefined; name = names.pop())
          expect([name, await rowsOf(name)]).toEqual([name, model.rows(name)])
      }
      await Promise.all(Array.from({ length: 10 }, readOn))
      const width = current - model.floor
      for (const [a, b] of shares) {
        const [from, to] = [a, b]
          .sort((x, y) => x - y)
          .map((each) => model.floor + (width * BigInt(each)) / 1_000n)
        if (from === undefined || to === undefined || from === to) continue
        const expected = model.changed(from, to)
        expect(await changed(from, to, 'list')).toEqual(expected)
        expect(await changed(from, to, 'replay')).toEqual(expected)
      }
      await sameChurn()
    })
    await fc.assert(property, { numRuns: 6, endOnFailure: true })
  }, 180_000)

  async function sameChurn() {
    let last: ChurnRow | undefined
    const request = { connectionId, prefix: new Uint8Array(), separator: bytes('/') }
    for await (const row of app.pull(app.client.history.churn(request))) last = row
    const expected = model.churn()
    const told = new Map(
      last?.topByRevisions.map(({ path, revisions, deletes }) => [text(path), { revisions, deletes }]),
    )
    expect(told).toEqual(expected)
    const sum = [...expected.values()].reduce((all, { revisions }) => all + revisions, 0)
    const tops = last?.folders.filter(({ path }) => text(path).split('/').length === 3) ?? []
    expect([last?.revisions, tops.reduce((all, { revisions }) => all + revisions, 0)]).toEqual([sum, sum])
    expect([last?.isDone, last?.to]).toEqual([true, current])
  }
})
