import { afterAll, beforeAll, expect, test } from 'vitest'
import { etcdctl } from '../support/etcdctl'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

describeHosts('a production connection', (host) => {
  let etcd: RunningEtcd
  let home: TempDir
  let app: App
  let ctl: ReturnType<typeof etcdctl>

  beforeAll(async () => {
    etcd = await startEtcd({ version: '3.5.16' })
    ctl = etcdctl('3.5.16', etcd.endpoints)
    await ctl('put', 'precious', 'value')
    home = await tempDir()
    app = await launchApp({ host, home: home.path })
    await connect(app.page, { name: 'k8s', endpoints: etcd.endpoints, environment: 'Production' })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('is told by its tab', async () => {
    await app.page
      .getByRole('tablist', { name: 'Connections', ...exact })
      .getByRole('tab', { name: /k8s.*prod/i })
      .waitFor()
  })

  test('deletes one key only after its own name was typed', async () => {
    const { page } = app
    await page.getByRole('treeitem', { name: 'precious' }).click()
    const value = page.getByRole('region', { name: 'Value', ...exact })
    await value.getByRole('button', { name: 'Delete', ...exact }).click()
    const dialog = page.getByRole('alertdialog')
    const remove = dialog.getByRole('button', { name: 'Delete', ...exact })
    await dialog.getByRole('textbox', { name: 'Type k8s to confirm', ...exact }).fill('k8')
    expect(await remove.isDisabled()).toBe(true)
    expect(await ctl('get', 'precious', '--print-value-only')).toContain('value')
    await dialog.getByRole('textbox', { name: 'Type k8s to confirm', ...exact }).fill('k8s')
    await remove.click()
    await until(async () => (await ctl('get', 'precious', '--print-value-only')).trim() === '')
  })
})
