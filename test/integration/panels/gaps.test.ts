import { expect, test } from 'vitest'
import { bytes, readRows } from './panel-reader'
import { describePanels } from './panel-tools'

describePanels('a watch panel that compaction overtook', (on) => {
  test('a compaction behind a panel that stood still is one gap with its bounds and what differs', async () => {
    for (const key of ['changed', 'deleted', 'same', 'recreated']) await on.put(`/g/${key}`, '1')
    const panel = await on.open('/g/')
    const seen = await on.put('/g/seen', '1')
    await on.upTo(panel, seen)
    await on.disconnect()
    const direct = (...args: string[]) => on.etcd.etcdctl(...args)
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
    await on.reconnect()
    const state = await on.upTo(panel, compacted + 1n)
    expect(state.note).toMatchObject({ isLoss: true })
    expect(state.events).toEqual({ puts: 2, deletes: 0, lost: 7 })
    const rows = await readRows(on.client, panel, state)
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
    await on.client.panels.close({ panel })
  })

  test('a gap of a panel that does not see all says so, and counts by what the keys say of themselves', async () => {
    for (const key of ['changed', 'deleted', 'same']) await on.put(`/u/${key}`, '1')
    const panel = await on.open('/u/', { filters: ['noDelete'] })
    const seen = await on.put('/u/seen', '1')
    await on.upTo(panel, seen)
    await on.disconnect()
    await on.etcd.etcdctl('put', '/u/changed', '2')
    await on.etcd.etcdctl('del', '/u/deleted')
    await on.etcd.etcdctl('put', '/u/added', '1')
    await on.etcd.etcdctl('compact', String(seen + 3n))
    await on.reconnect()
    const state = await on.upTo(panel, await on.put('/u/last', '1'))
    expect((await readRows(on.client, panel, state))[1]).toMatchObject({
      ...{ kind: 'gap', from: seen + 1n, to: seen + 3n, isListed: false },
      counts: { added: 1, changed: 1, deleted: 0 },
    })
    await on.client.panels.close({ panel })
  })

  test('a deletion at the very revision that was compacted is not lost in silence', async () => {
    await on.put('/d/k', '1')
    const panel = await on.open('/d/')
    const seen = await on.put('/d/seen', '1')
    await on.upTo(panel, seen)
    await on.disconnect()
    await on.etcd.etcdctl('del', '/d/k')
    await on.etcd.etcdctl('compact', String(seen + 1n))
    await on.reconnect()
    const state = await on.upTo(panel, await on.put('/d/last', '1'))
    expect((await readRows(on.client, panel, state))[1]).toMatchObject({
      ...{ kind: 'gap', from: seen + 1n, to: seen + 1n, counts: { added: 0, changed: 0, deleted: 1 } },
    })
    await on.client.panels.close({ panel })
  })
})
