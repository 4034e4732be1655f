import { expect, test } from 'vitest'
import { bytes, historyOf, namesOf, readRows, text } from './panel-reader'
import { describePanels, failureOf } from './panel-tools'

describePanels('a watch panel', (on) => {
  test('shows every event of its prefix once and in order, from a revision on, with what changed', async () => {
    const first = await on.put('/a/one', '{"spec":{"replicas":1}}')
    await on.put('/elsewhere', 'x')
    const panel = await on.open('/a/', { startRevision: first })
    await on.put('/a/one', '{"spec":{"replicas":3}}')
    const { revision } = await on.client.kv.txn({
      ...{ connectionId: on.connectionId, compare: [], failure: [] },
      success: [
        { kind: 'put', key: bytes('/a/two'), value: bytes('2') },
        { kind: 'delete', key: bytes('/a/one') },
      ],
    })
    const state = await on.upTo(panel, revision)
    expect(state).toMatchObject({ activity: { kind: 'live' }, startedAt: first, firstRow: 0, rowCount: 4 })
    expect(state.events).toEqual({ puts: 3, deletes: 1, lost: 0 })
    expect(state.perSecond).toHaveLength(120)
    const rows = await readRows(on.client, panel, state)
    expect(namesOf(rows)).toEqual(await historyOf(on.etcd.endpoints, '/a/', { to: revision }))
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
    const event = await on.client.panels.event({ panel, row: 3 })
    expect(event.kv).toBeUndefined()
    expect(event.prevKv && text(event.prevKv.value)).toBe('{"spec":{"replicas":3}}')
    expect(await on.client.panels.counts({ panel })).toEqual({
      ...{ puts: 3, deletes: 1 },
      keys: [
        { key: bytes('/a/one'), puts: 2, deletes: 1 },
        { key: bytes('/a/two'), puts: 1, deletes: 0 },
      ],
    })
    await on.client.panels.close({ panel })
    expect(await failureOf(on.client.panels.rows({ panel, from: 0, to: 1 }))).toMatchObject({
      code: 'notFound',
    })
  })

  test('filters find rows by key, kind and text; later rows are found as they come', async () => {
    const panel = await on.open('/f/')
    await on.put('/f/Apple', 'red')
    await on.put('/f/pear', 'green APPLE')
    await on.put('/f/plum', 'blue')
    const revision = await on.client.kv.txn({
      ...{ connectionId: on.connectionId, compare: [], failure: [] },
      success: [{ kind: 'delete', key: bytes('/f/plum') }],
    })
    await on.upTo(panel, revision.revision)
    const find = async (filter: object, from = 0, to = 10) => {
      const page = await on.client.panels.rows({ panel, from, to, filter })
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
    await on.upTo(panel, await on.put('/f/more', 'nothing has this'))
    expect(await find({ text: 'nothing has this' })).toEqual({ matches: 1, keys: ['/f/more'] })
    await on.client.panels.close({ panel })
  })

  test('etcd leaves out what the panel filters; previous values come from etcd where asked for', async () => {
    const start = await on.put('/e/k', 'old')
    const puts = await on.open('/e/', { startRevision: start + 1n, filters: ['noDelete'], prevKv: true })
    const deletes = await on.open('/e/', { filters: ['noPut'] })
    await on.put('/e/k', 'new')
    const { revision } = await on.client.kv.remove({
      connectionId: on.connectionId,
      key: bytes('/e/k'),
      modRevision: start + 1n,
    })
    const after = await on.put('/e/last', '')
    await on.upTo(puts, after)
    const [row, last] = await readRows(on.client, puts, await on.upTo(puts, after))
    expect(row).toMatchObject({
      kind: 'put',
      summary: { kind: 'fields', fields: [{ path: '', before: 'old', after: 'new' }] },
    })
    expect(last).toMatchObject({ kind: 'put', revision: after })
    const event = await on.client.panels.event({ panel: puts, row: 0 })
    expect(event.prevKv).toMatchObject({ key: bytes('/e/k'), value: bytes('old'), modRevision: start })
    const only = await on.when(deletes, ({ rowCount }) => rowCount === 1)
    expect(await readRows(on.client, deletes, only)).toMatchObject([{ kind: 'delete', revision }])
    await Promise.all([puts, deletes].map((panel) => on.client.panels.close({ panel })))
  })

  test('values above 256 KiB are told by their size, those below by what changed', async () => {
    const panel = await on.open('/l/')
    const value = (fill: string, size: number) => fill.repeat(size)
    let last = 0n
    for (let i = 0; i < 60; i++) last = await on.put('/l/large', value(String(i % 10), 300_000))
    for (let i = 0; i < 60; i++) last = await on.put('/l/near', value(String(i % 10), 250_000))
    const rows = await readRows(on.client, panel, await on.upTo(panel, last))
    expect(rows[1]).toMatchObject({ summary: { kind: 'bytes', before: 300_000, after: 300_000 } })
    expect(rows[61]).toMatchObject({ summary: { kind: 'lines', added: 1, removed: 1 } })
    expect(rows).toHaveLength(120)
    await on.client.panels.close({ panel })
  })

  test('the list says what each panel does, looked at or not', async () => {
    const { connectionId, client } = on
    const panel = await on.open('/n/')
    const activities: (readonly string[])[] = []
    const isThere = new Map<string, () => void>()
    const reading = (async () => {
      for await (const listed of on.app.pull(client.panels.list({ connectionId }))) {
        activities.push(listed.map(({ activity }) => activity))
        for (const { activity } of listed) isThere.get(activity)?.()
        if (listed.length === 0) return
      }
    })()
    const become = (activity: string, act: () => Promise<void>) => {
      const seen = new Promise<void>((resolve) => isThere.set(activity, resolve))
      return Promise.all([act(), seen])
    }
    await on.when(panel, ({ activity }) => activity.kind === 'live')
    await become('paused', () => client.panels.pause({ panel }))
    await become('live', () => client.panels.resume({ panel }))
    await become('starting', () => on.disconnect())
    await become('live', () => on.reconnect())
    await client.panels.close({ panel })
    await reading
    expect(activities.at(-1)).toEqual([])
  })
})
