import { expect, test } from 'vitest'
import { bytes, historyOf, namesOf, readRows } from './panel-reader'
import { describePanels, type PanelTools } from './panel-tools'

/** Puts a hundred keys in each transaction; resolves with the last revision. */
async function putMany(on: PanelTools, prefix: string, count: number): Promise<bigint> {
  const { connectionId } = on
  let revision = 0n
  for (let i = 0; i < count; i += 100) {
    const success = Array.from({ length: 100 }, (_, n) => ({
      ...{ kind: 'put' as const, key: bytes(`${prefix}${i + n}`), value: bytes(`v${i + n}`) },
    }))
    ;({ revision } = await on.client.kv.txn({ connectionId, compare: [], failure: [], success }))
  }
  return revision
}

describePanels('a paused watch panel', (on) => {
  test(
    'a pause holds what comes and a resume shows all of it, also past what is kept',
    { timeout: 60_000 },
    async () => {
      const panel = await on.open('/p/', { keptEvents: 1_000 })
      const before = await on.upTo(panel, await putMany(on, '/p/', 100))
      await on.client.panels.pause({ panel })
      const last = await putMany(on, '/p/', 10_000)
      const held = await on.upTo(panel, last)
      expect(held.rowCount).toBe(before.rowCount)
      expect(held.activity).toMatchObject({ kind: 'paused', held: 10_000, isFull: false })
      expect(held.activity.kind === 'paused' && held.activity.heldBytes).toBeGreaterThan(10_000 * 60)
      await on.client.panels.resume({ panel })
      const state = await on.when(panel, ({ activity }) => activity.kind === 'live')
      expect(state).toMatchObject({ firstRow: 0, rowCount: 10_100 })
      const rows = await readRows(on.client, panel, state)
      expect(namesOf(rows)).toEqual(await historyOf(on.etcd.endpoints, '/p/', { to: last }))
      await on.client.panels.clear({ panel })
      const cleared = await on.upTo(panel, await putMany(on, '/p/', 1_100))
      expect(cleared.rowCount - cleared.firstRow).toBe(1_000)
      expect(cleared.events.puts).toBe(11_200)
      await on.client.panels.close({ panel })
    },
  )
})
