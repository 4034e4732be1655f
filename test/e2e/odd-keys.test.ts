import { afterAll, beforeAll, expect, test } from 'vitest'
import { EtcdClient } from '../../main/etcd/client'
import { KV } from '../../main/etcd/gen/etcdserverpb/kv_pb'
import { textToBytes } from '../../shared/etcd/key'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const long = 'n'.repeat(1_000)
/** Each with the names of the rows that lead to it, as they are shown. */
const odd: readonly (readonly [string, readonly string[]])[] = [
  ['//a', ['/', 'a']],
  ['/e//b', ['/e', '(empty)', 'b']],
  ['/f/', ['/f', '(empty)']],
  ['no/leading', ['no', 'leading']],
  ['/bin\\xff/\\xfe\\x00', ['/bin\\xff', '\\xfe\\x00']],
  [`/long/${long}`, ['/long', long]],
]

describeHosts('odd keys', (host) => {
  let etcd: RunningEtcd
  let home: TempDir
  let app: App
  const named = { exact: true } as const

  beforeAll(async () => {
    etcd = await startEtcd({ version: '3.5.16' })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    for (const [text] of odd)
      await client.unary(KV.method.put, { key: textToBytes(text), value: textToBytes(`value of ${text}`) })
    home = await tempDir()
    app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'odd', endpoints: etcd.endpoints })
    await page.getByRole('treeitem', { name: 'no', ...named }).waitFor()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  const titled = odd.map(([text, way]) => ({ title: text.slice(0, 24), text, way }))
  test.each(titled)('$title appears in its folders and opens', async ({ text, way }) => {
    const { page } = app
    for (const [at, name] of way.entries()) {
      const row = page
        .locator(`[role=treeitem][aria-level="${at + 1}"]`)
        .and(page.getByRole('treeitem', { name, ...named }))
      await row.last().waitFor()
      if (at < way.length - 1) {
        if ((await row.last().getAttribute('aria-expanded')) === 'false') await row.last().click()
      } else await row.last().click()
    }
    const details = page.getByRole('region', { name: 'Key details', ...named })
    await until(async () => (await details.innerText()).includes(text))
    // Closed again, so that the next way is the only one with its names.
    await page
      .getByRole('treeitem', { name: way[0], ...named })
      .first()
      .click()
    expect(app.consoleErrors).toEqual([])
  })
})
