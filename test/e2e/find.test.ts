import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { EtcdClient } from '../../main/etcd/client'
import { KV } from '../../main/etcd/gen/etcdserverpb/kv_pb'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const keyCount = 5_000
const keyAt = (i: number) =>
  `/registry/${i % 2 ? 'pods' : 'services'}/ns-${i % 20}/object-${String(i).padStart(5, '0')}`

async function load(etcd: RunningEtcd): Promise<void> {
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  const text = new TextEncoder()
  for (let from = 0; from < keyCount; from += 100) {
    const success = Array.from({ length: 100 }, (_, i) => ({
      request: {
        case: 'requestPut' as const,
        value: { key: text.encode(keyAt(from + i)), value: text.encode('v') },
      },
    }))
    await client.unary(KV.method.txn, { success })
  }
}

describeHosts('finding keys', (host) => {
  let etcd: RunningEtcd
  let home: TempDir
  let app: App
  let page: Page
  const filter = () => page.getByRole('textbox', { name: 'Filter or go to prefix', exact: true })
  const matches = () => page.getByRole('listbox', { name: 'Matches', exact: true })
  const details = () => page.getByRole('region', { name: 'Key details', exact: true })

  beforeAll(async () => {
    etcd = await startEtcd({ version: '3.5.16' })
    await load(etcd)
    home = await tempDir()
    app = await launchApp({ host, home: home.path })
    page = app.page
    await connect(page, { name: 'found', endpoints: etcd.endpoints })
    await page.getByRole('treeitem', { name: '/registry', exact: true }).waitFor()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('typing shows how many of all keys match, and Enter opens the first', async () => {
    await filter().fill('object-0123')
    await page.getByText('10 of 5,000 keys').waitFor()
    await expect.poll(() => matches().getByRole('option').count()).toBe(10)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await until(async () => (await details().innerText()).includes('object-0123'))
    await page.getByRole('treeitem', { selected: true }).waitFor()
    await matches().waitFor({ state: 'hidden' })
  })

  test('a wrong regular expression is said, a right one counts', async () => {
    await filter().fill('pods/ns-(')
    await page.getByRole('combobox', { name: 'Match', exact: true }).click()
    await page.getByRole('option', { name: 'Regex', exact: true }).click()
    await page.getByText('is not a regular expression').waitFor()
    await filter().fill('pods/ns-1[13]/object-0[01]')
    await page.getByText('200 of 5,000 keys').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('treeitem', { selected: true }).waitFor()
  })

  test('Ctrl P goes to a key by a few letters', async () => {
    await page.keyboard.press('ControlOrMeta+p')
    const dialog = page.getByRole('dialog', { name: 'Go to key', exact: true })
    await dialog.getByRole('textbox', { name: 'Key', exact: true }).fill('srvns4o4444')
    const best = dialog.getByRole('option').first()
    await best.waitFor()
    // A row can be drawn a moment before its text is, or show the hits of fewer letters.
    await until(async () => (await best.innerText()) === keyAt(4444))
    await page.keyboard.press('Enter')
    await until(async () => (await details().innerText()).includes(keyAt(4444)))
    expect(app.consoleErrors).toEqual([])
  })
})
