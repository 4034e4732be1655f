import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { openTree } from '../../support/open-tree'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { putKeys } from '../../support/writer'

const children = 500_000
const nameAt = (i: number) => `item-${String(i).padStart(6, '0')}`

function* keys() {
  for (let i = 0; i < children; i++) yield `/flat/${nameAt(i)}`
}

describe.each(engineVersions)('a folder with 500,000 children, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    await putKeys(etcd.endpoints, keys())
    app = await startTestApp()
    connectionId = await app.connect(etcd)
  }, 180_000)
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test(
    'opens, and any part of it is read in order, also while others write',
    { timeout: 120_000 },
    async () => {
      await using tree = openTree(app, connectionId)
      const part = async (from: number, count: number) => {
        const { rows } = await app.client.tree.rows({ tree: tree.tree(), from, to: from + count })
        return rows
      }
      await until(async () => (await part(0, 1))[0]?.name === '/flat')
      await app.client.tree.expand({
        tree: tree.tree(),
        path: new TextEncoder().encode('/flat'),
        isExpanded: true,
      })
      const whole = () => tree.latest.state?.rowCount === children + 1
      await until(whole, { timeoutMs: 60_000 })
      await tree.live()
      expect(tree.latest.state?.keyCount).toBe(children)

      const expected = (from: number, count: number) =>
        Array.from({ length: count }, (_, i) => nameAt(from + i))
      for (const from of [0, 249_500, children - 1_000]) {
        const rows = await part(from + 1, 1_000)
        expect(rows.map(({ name }) => name)).toEqual(expected(from, 1_000))
        expect(rows.map(({ position }) => position)).toEqual(rows.map((_, i) => from + i + 1))
        expect(
          rows.every(({ siblings, level, isKey }) => siblings === children && level === 2 && isKey),
        ).toBe(true)
      }
      expect(await part(children + 1, 10)).toEqual([])

      await etcd.etcdctl('put', '/flat/item-250000-a', 'v')
      await until(async () => (await part(250_002, 1))[0]?.name === 'item-250000-a')
      await etcd.etcdctl('del', '/flat/item-000000')
      await until(async () => (await part(250_001, 1))[0]?.name === 'item-250000-a')
      const path = new TextEncoder().encode(`/flat/${nameAt(499_999)}`)
      expect(await app.client.tree.rowOf({ tree: tree.tree(), path })).toEqual({ row: children })
      expect((await part(children, 1))[0]).toMatchObject({ name: nameAt(499_999), position: children })
    },
  )
})
