import { startTestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { sleep, type OpenSubject } from './fault-subject'
import { PanelPage } from './panel-page'
import { bytes } from './panel-reader'

/** A panel of main alone, read over the contract as a page reads it. */
export const contractSubject: OpenSubject = async (endpoints, prefix) => {
  const app = await startTestApp()
  const { id } = await app.client.connections.add({
    name: 'faults',
    readOnly: false,
    endpoints: [...endpoints],
  })
  await app.client.connections.open({ id })
  const range = { kind: 'prefix' as const, key: bytes(prefix), startRevision: 1n }
  const spec = { ...range, filters: [], prevKv: false, keptEvents: 1_000_000 }
  const { id: panel } = await app.client.panels.open({ connectionId: id, spec })
  const reader = new PanelPage(app, panel)
  await reader.load()
  return {
    standing: async () => {
      const { revision = 0n, endpoint, note } = reader.state ?? {}
      return { revision, endpoint, note: note?.text }
    },
    faults: {
      async 'page reload'(between) {
        const ms = between(50, 500)
        await reader.leave()
        await sleep(ms)
        await reader.load()
        return `${ms} ms, reads all anew`
      },
      async 'page hangs'(between) {
        const ms = between(500, 3_000)
        reader.hang()
        await sleep(ms)
        reader.goOn()
        return `reads nothing for ${ms} ms`
      },
      async 'tab closed'(between) {
        const ms = between(50, 500)
        await app.client.connections.close({ id })
        await sleep(ms)
        await until(() => app.client.connections.open({ id }), { timeoutMs: 30_000 })
        return `${ms} ms`
      },
      async pause(between) {
        const ms = between(50, 1_000)
        await app.client.panels.pause({ panel })
        await sleep(ms)
        await app.client.panels.resume({ panel })
        return `${ms} ms`
      },
    },
    rows: async () => {
      await reader.leave()
      return [...reader.rows.values()].sort((a, b) => a.row - b.row)
    },
    changed: () => reader.changed,
    [Symbol.asyncDispose]: async () => {
      await reader.leave()
      await app[Symbol.asyncDispose]()
    },
  }
}
