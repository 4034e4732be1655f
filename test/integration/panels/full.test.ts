import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { MemberNames } from '../../../main/panels/member-names'
import { Panel } from '../../../main/panels/panel'
import { toPanelRows } from '../../../main/panels/to-panel-rows'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { tempDir } from '../../support/temp-dir'
import { until } from '../../support/until'
import { bytes, namesOf } from './panel-reader'

describe.each(engineVersions)('a paused panel whose room is used up, etcd %s', (version) => {
  test(
    'stands still, leaves the rest with etcd, and shows all of it when it is resumed',
    { timeout: 60_000 },
    async () => {
      await using etcd = await startEtcd({ version })
      await using dir = await tempDir()
      await using client = new EtcdClient({ endpoints: etcd.endpoints })
      await using writer = new EtcdClient({ endpoints: etcd.endpoints })
      const spec = { kind: 'prefix' as const, key: bytes('/f/'), filters: [], prevKv: false, keptEvents: 100 }
      const panel = await Panel.open({
        folder: join(dir.path, 'panel'),
        definition: { id: randomUUID(), connectionId: 'test', spec, startedAt: 2n, clearedTo: 0 },
        start: { keys: [] },
        save: async () => {},
        onMeets: () => {},
        onActivity: () => {},
        limits: { events: 1_000_000, bytes: 8 << 20 },
      })
      panel.watch(() => client, new MemberNames())
      await panel.pause()
      const value = new Uint8Array(500_000)
      const write = async (count: number) => {
        for (let i = 0; i < count; i++) await writer.unary(KV.method.put, { key: bytes(`/f/${i}`), value })
      }
      await write(30)
      const full = await until(() => {
        const { activity } = panel.state
        return activity.kind === 'paused' && activity.isFull ? activity : undefined
      })
      const before = process.memoryUsage().rss
      await write(200)
      const after = process.memoryUsage().rss
      expect(after - before).toBeLessThan(60_000_000)
      const held = panel.state.activity
      expect(held.kind === 'paused' && held.held).toBeLessThan(60)
      expect(held.kind === 'paused' && held.heldBytes).toBeGreaterThanOrEqual(full.heldBytes)
      expect(panel.state.rowCount).toBe(0)
      await panel.resume()
      await until(() => panel.state.revision === 231n, { timeoutMs: 30_000 })
      const { firstRow, rowCount } = panel.state
      expect(rowCount).toBe(230)
      // What came while it was paused is kept whole; after that so many as are to be kept.
      expect(rowCount - firstRow).toBeGreaterThanOrEqual(100)
      const rows = await toPanelRows(
        panel.log,
        Array.from({ length: rowCount - firstRow }, (_, i) => firstRow + i),
      )
      const all = [...Array(30).keys(), ...Array(200).keys()].map((n, i) => `${i + 2} put /f/${n}`)
      expect(namesOf(rows)).toEqual(all.slice(firstRow))
      await panel.close()
    },
  )
})
