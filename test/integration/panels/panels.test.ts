import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseJsonLine } from '../../../main/transfer/json-lines'
import type { PanelSpec, PanelState } from '../../../shared/contract/panels'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { putKeys } from '../../support/writer'
import { bytes, historyOf, namesOf, readRows, stateWhen, text } from './panel-reader'

const failureOf = (call: Promise<unknown>) => call.then(() => undefined, toFailure)

describe.each(engineVersions)('a watch panel on etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    ;[etcd, app] = await Promise.all([startEtcd({ version }), startTestApp()])
    connectionId = await app.connect(etcd)
  })
  afterAll(async () => {
    await Promise.all([etcd, app].map((each) => each?.[Symbol.asyncDispose]()))
  })

  const spec = (prefix: string, more: Partial<PanelSpec> = {}): PanelSpec => ({
    ...{ kind: 'prefix', key: bytes(prefix), filters: [], prevKv: false, keptEvents: 100_000 },
    ...more,
  })
  const open = async (prefix: string, more: Partial<PanelSpec> = {}) =>
    (await app.client.panels.open({ connectionId, spec: spec(prefix, more) })).id
  const put = async (key: string, value: string) =>
    (
      await app.client.kv.txn({
        ...{ connectionId, compare: [], failure: [] },
        success: [{ kind: 'put', key: bytes(key), value: bytes(value) }],
      })
    ).revision
  /** A hundred in each transaction. */
  const putMany = async (prefix: string, count: number) => {
    let revision = 0n
    for (let i = 0; i < count; i += 100) {
      const success = Array.from({ length: 100 }, (_, n) => ({
        ...{ kind: 'put' as const, key: bytes(`${prefix}${i + n}`), value: bytes(`v${i + n}`) },
      }))
      ;({ revision } = await app.client.kv.txn({ connectionId, compare: [], failure: [], success }))
    }
    return revision
  }
  const when = (panel: string, wanted: (state: PanelState) => boolean) =>
    stateWhen(app.pull, app.client.panels.follow({ panel }), wanted)
  const upTo = (panel: string, revision: bigint) => when(panel, (state) => (state.revision ?? 0n) >= revision)

  test('shows every event of its prefix once and in order, from a revision on, with what changed', async () => {
    const first = await put('/a/one', '{"spec":{"replicas":1}}')
    await put('/elsewhere', 'x')
    const panel = await open('/a/', { startRevision: first })
    await put('/a/one', '{"spec":{"replicas":3}}')
    const { revision } = await app.client.kv.txn({
      ...{ connectionId, compare: [], failure: [] },
      success: [
        { kind: 'put', key: bytes('/a/two'), value: bytes('2') },
        { kind: 'delete', key: bytes('/a/one') },
      ],
    })
    const state = await upTo(panel, revision)
    expect(state).toMatchObject({ activity: { kind: 'live' }, startedAt: first, firstRow: 0, rowCount: 4 })
    expect(state.events).toEqual({ puts: 3, deletes: 1, lost: 0 })
    expect(state.perSecond).toHaveLength(120)
    const rows = await readRows(app.client, panel, state)
    expect(namesOf(rows)).toEqual(await historyOf(etcd.endpoints, '/a/', { to: revision }))
    const field = { path: 'spec.replicas', before: '1', after: '3' }
    expect(
      rows.map((row) => row.kind !== 'gap' && [row.summary?.kind, row.isCreate, row.isFirstOfRevision]),
    ).toEqual([
      ['created', true, true],
      ['fields', false, true],
      ['created', true, true],
      ['deleted', false, false],
    ])
    expect(rows[1]).toMatchObject({ summary: { kind: 'fields', fields: [field], count: 1 } })
    const event = await app.client.panels.event({ panel, row: 3 })
    expect(event.kv).toBeUndefined()
    expect(event.prevKv && text(event.prevKv.value)).toBe('{"spec":{"replicas":3}}')
    expect(await app.client.panels.counts({ panel })).toEqual({
      ...{ puts: 3, deletes: 1 },
      keys: [
        { key: bytes('/a/one'), puts: 2, deletes: 1 },
        { key: bytes('/a/two'), puts: 1, deletes: 0 },
      ],
    })
    await app.client.panels.close({ panel })
    expect(await failureOf(app.client.panels.rows({ panel, from: 0, to: 1 }))).toMatchObject({
      code: 'notFound',
    })
  })

  test(
    'a pause holds what comes and a resume shows all of it, also past what is kept',
    { timeout: 60_000 },
    async () => {
      const panel = await open('/p/', { keptEvents: 1_000 })
      const before = await upTo(panel, await putMany('/p/', 100))
      await app.client.panels.pause({ panel })
      const last = await putMany('/p/', 10_000)
      const held = await upTo(panel, last)
      expect(held.rowCount).toBe(before.rowCount)
      expect(held.activity).toMatchObject({ kind: 'paused', held: 10_000, isFull: false })
      expect(held.activity.kind === 'paused' && held.activity.heldBytes).toBeGreaterThan(10_000 * 60)
      await app.client.panels.resume({ panel })
      const state = await when(panel, ({ activity }) => activity.kind === 'live')
      expect(state).toMatchObject({ firstRow: 0, rowCount: 10_100 })
      const rows = await readRows(app.client, panel, state)
      expect(namesOf(rows)).toEqual(await historyOf(etcd.endpoints, '/p/', { to: last }))
      await app.client.panels.clear({ panel })
      const cleared = await upTo(panel, await putMany('/p/', 1_100))
      expect(cleared.rowCount - cleared.firstRow).toBe(1_000)
      expect(cleared.events.puts).toBe(11_200)
      await app.client.panels.close({ panel })
    },
  )

  test('filters find rows by key, kind and text; later rows are found as they come', async () => {
    const panel = await open('/f/')
    await put('/f/Apple', 'red')
    await put('/f/pear', 'green APPLE')
    await put('/f/plum', 'blue')
    const revision = await app.client.kv.txn({
      ...{ connectionId, compare: [], failure: [] },
      success: [{ kind: 'delete', key: bytes('/f/plum') }],
    })
    await upTo(panel, revision.revision)
    const find = async (filter: object, from = 0, to = 10) => {
      const page = await app.client.panels.rows({ panel, from, to, filter })
      expect(page.isWhole).toBe(true)
      return {
        matches: page.matches,
        keys: page.rows.map((row) => (row.kind === 'gap' ? '' : text(row.key))),
      }
    }
    expect(await find({ key: 'APPLE' })).toEqual({ matches: 1, keys: ['/f/Apple'] })
    expect(await find({ text: 'apple' })).toEqual({ matches: 2, keys: ['/f/Apple', '/f/pear'] })
    expect(await find({ text: 'apple' }, 1, 2)).toEqual({ matches: 2, keys: ['/f/pear'] })
    expect(await find({ kinds: ['delete'], key: 'pl' })).toEqual({ matches: 1, keys: ['/f/plum'] })
    expect(await find({ kinds: ['gap'] })).toEqual({ matches: 0, keys: [] })
    expect(await find({ text: 'nothing has this' })).toEqual({ matches: 0, keys: [] })
    await upTo(panel, await put('/f/more', 'nothing has this'))
    expect(await find({ text: 'nothing has this' })).toEqual({ matches: 1, keys: ['/f/more'] })
    await app.client.panels.close({ panel })
  })

  test('etcd leaves out what the panel filters; previous values come from etcd where asked for', async () => {
    const start = await put('/e/k', 'old')
    const puts = await open('/e/', { startRevision: start + 1n, filters: ['noDelete'], prevKv: true })
    const deletes = await open('/e/', { filters: ['noPut'] })
    await put('/e/k', 'new')
    const { revision } = await app.client.kv.remove({
      connectionId,
      key: bytes('/e/k'),
      modRevision: start + 1n,
    })
    const after = await put('/e/last', '')
    await upTo(puts, after)
    const [row, last] = await readRows(app.client, puts, await upTo(puts, after))
    expect(row).toMatchObject({
      kind: 'put',
      summary: { kind: 'fields', fields: [{ path: '', before: 'old', after: 'new' }] },
    })
    expect(last).toMatchObject({ kind: 'put', revision: after })
    const event = await app.client.panels.event({ panel: puts, row: 0 })
    expect(event.prevKv).toMatchObject({ key: bytes('/e/k'), value: bytes('old'), modRevision: start })
    const only = await when(deletes, ({ rowCount }) => rowCount === 1)
    expect(await readRows(app.client, deletes, only)).toMatchObject([{ kind: 'delete', revision }])
    await Promise.all([puts, deletes].map((panel) => app.client.panels.close({ panel })))
  })

  test('rows that meet the condition are told, from the value at a path on', async () => {
    const condition = { keyContains: 'job', valuePath: 'status.phase', equals: 'Failed' }
    const { id: panel } = await app.client.panels.open({ connectionId, spec: spec('/c/'), condition })
    const notices = app.pull(app.client.panels.notifications({ connectionId }))
    const first = notices.next()
    await put('/c/other', '{"status":{"phase":"Failed"}}')
    await put('/c/job-1', '{"status":{"phase":"Running"}}')
    await put('/c/job-2', 'status:\n  phase: Failed\n')
    const { value } = await first
    expect(value).toMatchObject({ panel, row: { key: bytes('/c/job-2'), meetsCondition: true } })
    await app.client.panels.setCondition({ panel, condition: { keyContains: 'other' } })
    const second = notices.next()
    await put('/c/other', '')
    expect((await second).value).toMatchObject({ row: { key: bytes('/c/other') } })
    await notices.return()
    const wrong = { panel, condition: { keyContains: '', valuePath: 'a[' } }
    expect(await failureOf(app.client.panels.setCondition(wrong))).toMatchObject({
      ...{ code: 'invalid', details: { field: 'valuePath' } },
    })
    await app.client.panels.close({ panel })
  })

  test('an export parses back to the same events', async () => {
    const panel = await open('/x/', { prevKv: true })
    const odd = Uint8Array.of(...bytes('/x/'), 0xff, 0)
    const { revision } = await app.client.kv.txn({
      ...{ connectionId, compare: [], failure: [] },
      success: [
        { kind: 'put', key: odd, value: Uint8Array.of(0xfe, 1) },
        { kind: 'put', key: bytes('/x/clear'), value: bytes('ü "quoted"\n') },
      ],
    })
    await put('/x/clear', 'second')
    await app.client.kv.txn({
      ...{ connectionId, compare: [], failure: [] },
      success: [{ kind: 'delete', key: odd }],
    })
    const state = await upTo(panel, revision + 2n)
    const path = join(app.home, 'events.jsonl')
    const batches = []
    for await (const batch of app.pull(app.client.panels.export({ panel, path }))) batches.push(batch)
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
    expect(batches.at(-1)).toMatchObject({ kind: 'done', rows: 4, path })
    expect(lines.map((line) => (JSON.parse(line) as { event?: string }).event)).toEqual([
      ...[undefined, 'put', 'put', 'put', 'delete', undefined],
    ])
    for (let row = state.firstRow; row < state.rowCount; row++) {
      const event = await app.client.panels.event({ panel, row })
      const line = parseJsonLine(lines[row + 1] ?? '')
      const prev = (JSON.parse(lines[row + 1] ?? '') as { prevKv?: object }).prevKv
      const entry = line.kind === 'entry' ? line.entry : undefined
      if (event.kv) expect(entry).toEqual(event.kv)
      else expect(entry).toMatchObject({ key: event.prevKv?.key, modRevision: revision + 2n })
      const parsed = prev && parseJsonLine(JSON.stringify(prev))
      expect(parsed?.kind === 'entry' ? parsed.entry : undefined).toEqual(event.prevKv)
    }
    const again = async () => {
      await app.pull(app.client.panels.export({ panel, path })).next()
    }
    expect(await failureOf(again())).toMatchObject({ code: 'exists' })
    await app.client.panels.close({ panel })
  })

  test('wrong starts, ranges and too many panels are refused with the reason', async () => {
    const last = await put('/w/k', '1')
    const refused = (more: Partial<PanelSpec>) => failureOf(open('/w/', more))
    expect(await refused({ startRevision: last + 2n })).toMatchObject({
      ...{ code: 'invalid', message: `Revision ${last + 2n} does not exist yet: the store is at ${last}.` },
      details: { field: 'startRevision' },
    })
    expect(await refused({ kind: 'range', rangeEnd: bytes('/v') })).toMatchObject({
      ...{ code: 'invalid', details: { field: 'rangeEnd' } },
    })
    expect(await refused({ kind: 'key', key: bytes('') })).toMatchObject({
      ...{ code: 'invalid', details: { field: 'key' } },
    })
    await etcd.etcdctl('compact', String(last))
    expect(await refused({ startRevision: last })).toMatchObject({
      ...{ code: 'compacted', details: { field: 'startRevision', compactRevision: last } },
    })
    const panels = []
    for (let i = 0; i < 50; i++) panels.push(await open(`/w/${i}`))
    expect(await refused({})).toMatchObject({ code: 'exhausted', details: { maxPanels: 50 } })
    expect((await app.pull(app.client.panels.list({ connectionId })).next()).value).toHaveLength(50)
    await Promise.all(panels.map((panel) => app.client.panels.close({ panel })))
    expect((await app.pull(app.client.panels.list({ connectionId })).next()).value).toHaveLength(0)
  })

  test('the streams end with the panel and with the tab, and go on with it; nothing is lost between', async () => {
    const watchers = async () => {
      const page = await (await fetch(`${etcd.endpoints[0]}/metrics`)).text()
      return Number(/^etcd_debugging_mvcc_watcher_total (\d+)/m.exec(page)?.[1])
    }
    const [kept, closed] = [await open('/t/'), await open('/t/')]
    await until(async () => (await watchers()) === 2)
    await app.client.panels.close({ panel: closed })
    await until(async () => (await watchers()) === 1)
    await upTo(kept, await put('/t/1', ''))
    await app.client.connections.close({ id: connectionId })
    await until(async () => (await watchers()) === 0)
    const [endpoint = ''] = etcd.endpoints
    await putKeys([endpoint], ['/t/2', '/t/3'])
    await app.client.connections.open({ id: connectionId })
    const last = await put('/t/4', '')
    const state = await upTo(kept, last)
    expect(state.note?.text).toMatch(/^Went on from revision [\d,]+, no event lost$/)
    expect(namesOf(await readRows(app.client, kept, state))).toEqual(
      await historyOf(etcd.endpoints, '/t/', { from: state.startedAt, to: last }),
    )
    await app.client.panels.close({ panel: kept })
    await until(async () => (await watchers()) === 0)
  })

  test('a compaction behind a panel that stood still is one gap with its bounds and what differs', async () => {
    for (const key of ['changed', 'deleted', 'same', 'recreated']) await put(`/g/${key}`, '1')
    const panel = await open('/g/')
    const seen = await put('/g/seen', '1')
    await upTo(panel, seen)
    await app.client.connections.close({ id: connectionId })
    const direct = (...args: string[]) => etcd.etcdctl(...args)
    await direct('put', '/g/changed', '2')
    await direct('del', '/g/deleted')
    await direct('put', '/g/added', '1')
    await direct('put', '/g/shortly', '1')
    await direct('del', '/g/shortly')
    await direct('del', '/g/recreated')
    await direct('put', '/g/recreated', '2')
    const compacted = seen + 7n
    await direct('compact', String(compacted))
    await direct('put', '/g/after', '1')
    await app.client.connections.open({ id: connectionId })
    const state = await upTo(panel, compacted + 1n)
    expect(state.note).toMatchObject({ isLoss: true })
    expect(state.events).toEqual({ puts: 2, deletes: 0, lost: 7 })
    const rows = await readRows(app.client, panel, state)
    expect(rows).toHaveLength(3)
    expect(rows[1]).toEqual({
      ...{ kind: 'gap', row: 1, from: seen + 1n, to: compacted, isListed: true },
      counts: { added: 1, changed: 2, deleted: 1 },
      keys: [
        { key: bytes('/g/added'), kind: 'added' },
        { key: bytes('/g/changed'), kind: 'changed' },
        { key: bytes('/g/deleted'), kind: 'deleted' },
        { key: bytes('/g/recreated'), kind: 'changed' },
      ],
    })
    expect(rows[2]).toMatchObject({ kind: 'put', revision: compacted + 1n, key: bytes('/g/after') })
    await app.client.panels.close({ panel })
  })

  test('a gap of a panel that does not see all says so, and counts by what the keys say of themselves', async () => {
    for (const key of ['changed', 'deleted', 'same']) await put(`/u/${key}`, '1')
    const panel = await open('/u/', { filters: ['noDelete'] })
    const seen = await put('/u/seen', '1')
    await upTo(panel, seen)
    await app.client.connections.close({ id: connectionId })
    await etcd.etcdctl('put', '/u/changed', '2')
    await etcd.etcdctl('del', '/u/deleted')
    await etcd.etcdctl('put', '/u/added', '1')
    await etcd.etcdctl('compact', String(seen + 3n))
    await app.client.connections.open({ id: connectionId })
    const state = await upTo(panel, await put('/u/last', '1'))
    expect((await readRows(app.client, panel, state))[1]).toMatchObject({
      ...{ kind: 'gap', from: seen + 1n, to: seen + 3n, isListed: false },
      counts: { added: 1, changed: 1, deleted: 0 },
    })
    await app.client.panels.close({ panel })
  })

  test('values above 256 KiB are told by their size, those below by what changed', async () => {
    const panel = await open('/l/')
    const value = (fill: string, size: number) => fill.repeat(size)
    let last = 0n
    for (let i = 0; i < 60; i++) last = await put('/l/large', value(String(i % 10), 300_000))
    for (let i = 0; i < 60; i++) last = await put('/l/near', value(String(i % 10), 250_000))
    const rows = await readRows(app.client, panel, await upTo(panel, last))
    expect(rows[1]).toMatchObject({ summary: { kind: 'bytes', before: 300_000, after: 300_000 } })
    expect(rows[61]).toMatchObject({ summary: { kind: 'lines', added: 1, removed: 1 } })
    expect(rows).toHaveLength(120)
    await app.client.panels.close({ panel })
  })

  test('a deletion at the very revision that was compacted is not lost in silence', async () => {
    await put('/d/k', '1')
    const panel = await open('/d/')
    const seen = await put('/d/seen', '1')
    await upTo(panel, seen)
    await app.client.connections.close({ id: connectionId })
    await etcd.etcdctl('del', '/d/k')
    await etcd.etcdctl('compact', String(seen + 1n))
    await app.client.connections.open({ id: connectionId })
    const state = await upTo(panel, await put('/d/last', '1'))
    expect((await readRows(app.client, panel, state))[1]).toMatchObject({
      ...{ kind: 'gap', from: seen + 1n, to: seen + 1n, counts: { added: 0, changed: 0, deleted: 1 } },
    })
    await app.client.panels.close({ panel })
  })
})

describe.each(engineVersions)('a watch panel of a user with few rights on etcd %s', (version) => {
  test('is refused with the right that is missing', async () => {
    await using etcd = await startEtcd({ version, auth: { user: 'root', password: 'secret' } })
    await etcd.etcdctl('user', 'add', 'half:pw')
    await etcd.etcdctl('role', 'add', 'half')
    await etcd.etcdctl('role', 'grant-permission', 'half', 'read', '/may/', '/may0')
    await etcd.etcdctl('user', 'grant-role', 'half', 'half')
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd, { user: 'half', password: 'pw' })
    const open = (prefix: string) =>
      app.client.panels.open({
        connectionId,
        spec: { kind: 'prefix', key: bytes(prefix), filters: [], prevKv: false, keptEvents: 100 },
      })
    expect(await failureOf(open('/no/'))).toMatchObject({
      ...{ code: 'denied', message: 'This user may not watch this: READ on [/no/, /no0) is missing.' },
    })
    const { id: panel } = await open('/may/')
    await etcd.etcdctl('put', '/may/k', 'v')
    await stateWhen(app.pull, app.client.panels.follow({ panel }), ({ rowCount }) => rowCount === 1)
    await etcd.etcdctl('role', 'revoke-permission', 'half', '/may/', '/may0')
    await etcd.stop(0)
    await etcd.start(0)
    const ended = await stateWhen(
      app.pull,
      app.client.panels.follow({ panel }),
      ({ activity }) => activity.kind === 'ended',
    )
    expect(ended.activity).toMatchObject({
      failure: { code: 'denied', details: { right: 'READ on [/may/, /may0)' } },
    })
  })
})
