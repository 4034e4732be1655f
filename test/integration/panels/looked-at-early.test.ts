import { expect, test } from 'vitest'
import { startEtcd } from '../../support/etcd-server'
import { startTestApp } from '../../support/test-app'
import { bytes, readRows, stateWhen, text } from './panel-reader'

// A page shows a panel as soon as the list has it, while it is still being opened.
test('a panel that is looked at as soon as it is listed is the one that watches', async () => {
  await using etcd = await startEtcd({ version: '3.5.16' })
  await using app = await startTestApp()
  const connectionId = await app.connect(etcd)
  const { panels, kv } = app.client
  for (const key of ['/a/', '/b/', '/c/', '/d/'].map(bytes)) {
    const early = (async () => {
      for await (const listed of app.pull(panels.list({ connectionId }))) {
        const found = listed.find(({ spec }) => text(spec.key) === text(key))
        if (found)
          return stateWhen(app.pull, panels.follow({ panel: found.id }), ({ events }) => events.puts === 1)
      }
      throw new Error('The list ended.')
    })()
    const spec = { kind: 'prefix' as const, key, filters: [], prevKv: true }
    const { id } = await panels.open({ connectionId, spec })
    await kv.txn({
      connectionId,
      compare: [],
      success: [{ kind: 'put', key, value: bytes('x') }],
      failure: [],
    })
    const state = await early
    expect(state.panel.id).toBe(id)
    expect(await readRows(app.client, id, state)).toHaveLength(1)
  }
})
