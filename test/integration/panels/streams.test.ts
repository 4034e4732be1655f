import { expect, test } from 'vitest'
import { openTree } from '../../support/open-tree'
import { until } from '../../support/until'
import { putKeys } from '../../support/writer'
import { bytes, historyOf, namesOf, readRows } from './panel-reader'
import { describePanels } from './panel-tools'

describePanels('the stream of a watch panel', (on) => {
  test('the streams end with the panel and with the tab, and go on with it; nothing is lost between', async () => {
    const [kept, closed] = [await on.open('/t/'), await on.open('/t/')]
    await until(async () => (await on.watchers()) === 2)
    await on.client.panels.close({ panel: closed })
    await until(async () => (await on.watchers()) === 1)
    await on.upTo(kept, await on.put('/t/1', ''))
    await on.disconnect()
    await until(async () => (await on.watchers()) === 0)
    const [endpoint = ''] = on.etcd.endpoints
    await putKeys([endpoint], ['/t/2', '/t/3'])
    await on.reconnect()
    const last = await on.put('/t/4', '')
    const state = await on.upTo(kept, last)
    expect(state.note?.text).toMatch(/^Went on from revision [\d,]+, no event lost$/)
    expect(namesOf(await readRows(on.client, kept, state))).toEqual(
      await historyOf(on.etcd.endpoints, '/t/', { from: state.startedAt, to: last }),
    )
    await on.client.panels.close({ panel: kept })
    await until(async () => (await on.watchers()) === 0)
  })

  test('a tab has one gRPC stream for each watch, and none when it is closed', async () => {
    const { client, connectionId } = on
    const streams = async () => {
      const page = await (await fetch(`${on.etcd.endpoints[0]}/metrics`)).text()
      const count = (name: string) => {
        const lines = page.matchAll(new RegExp(`^${name}{[^}]*grpc_method="Watch"[^}]*} (\\d+)`, 'gm'))
        return [...lines].reduce((sum, [, number]) => sum + Number(number), 0)
      }
      return count('grpc_server_started_total') - count('grpc_server_handled_total')
    }
    const key = bytes('/t/open')
    await on.put('/t/open', '1')
    await using tree = openTree(on.app, connectionId)
    const openKey = reading(on.app.pull(client.watch.open({ connectionId, key, startRevision: 1n })))
    await Promise.all([tree.live(), openKey.first])
    const panels = [await on.open('/t/'), await on.open('/u/'), await on.open('')]
    await until(async () => (await on.watchers()) === 5 && (await streams()) === 5)
    await client.panels.close({ panel: panels[0] ?? '' })
    await until(async () => (await on.watchers()) === 4 && (await streams()) === 4)
    await on.disconnect()
    await until(async () => (await on.watchers()) === 0 && (await streams()) === 0)
    await openKey.ended
  })
})

/** Reads a stream until it ends or fails, as a page does until its tab is closed. */
function reading<T>(items: AsyncGenerator<T, void, void>) {
  const first = items.next()
  const ended = first.then(async () => {
    for (;;) if ((await items.next()).done) return
  })
  return { first, ended: ended.catch(() => {}) }
}
