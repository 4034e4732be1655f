import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

describeHosts('the folder separator', (host) => {
  let etcd: RunningEtcd
  let home: TempDir
  let app: App
  const named = { exact: true } as const
  const item = (name: string) => app.page.getByRole('treeitem', { name, ...named })
  const dialog = () => app.page.getByRole('dialog', { name: 'Folder separator', ...named })
  const field = () => dialog().getByRole('textbox', { name: 'Separator', ...named })
  const apply = () =>
    dialog()
      .getByRole('button', { name: 'Apply', ...named })
      .click()
  const openDialog = async () => {
    await app.page.getByRole('button', { name: 'More about keys', ...named }).click()
    await app.page.getByRole('menuitem', { name: 'Folder separator…', ...named }).click()
    await dialog().waitFor()
  }

  beforeAll(async () => {
    etcd = await startEtcd({ version: '3.5.16' })
    for (const key of ['app:web:1', 'app:web:2', 'app:db', 'a/b']) await etcd.etcdctl('put', key, 'v')
    home = await tempDir()
    app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'split', endpoints: etcd.endpoints })
    await item('app:web:1').waitFor()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('is chosen in the menu of the tree; the selected key stays selected', async () => {
    await item('app:web:1').click()
    await openDialog()
    expect(await field().inputValue()).toBe('/')
    await field().fill(':')
    await apply()
    await dialog().waitFor({ state: 'hidden' })
    await until(async () => (await item('1').getAttribute('aria-selected')) === 'true')
    expect(await item('web').getAttribute('aria-expanded')).toBe('true')
    await expect.poll(() => item('a/b').count()).toBe(1)
  })

  test('deleting a folder of it touches the keys below it and no other', async () => {
    await item('web').click({ button: 'right' })
    await app.page.getByRole('menuitem', { name: 'Delete…', ...named }).click()
    const alert = app.page.getByRole('alertdialog')
    await alert.getByText('2 keys').first().waitFor()
    await alert.getByRole('button', { name: 'Cancel', ...named }).click()
    await alert.waitFor({ state: 'hidden' })
  })

  test('an empty and a too long one are said beside the field, and nothing is lost', async () => {
    await openDialog()
    await field().fill('')
    await apply()
    await dialog().getByText('Give at least one character').waitFor()
    await field().fill('=>'.repeat(40))
    await apply()
    await dialog().getByText('These are 80 bytes').waitFor()
    expect(await field().inputValue()).toBe('=>'.repeat(40))
    await dialog()
      .getByRole('button', { name: 'Cancel', ...named })
      .click()
    await dialog().waitFor({ state: 'hidden' })
    await item('web').waitFor()
  })

  test('a folder that is none any more is not selected, and the flat list comes back after a restart', async () => {
    await item('web').click()
    await openDialog()
    await dialog()
      .getByRole('radio', { name: 'Flat list', ...named })
      .click()
    await apply()
    await item('app:web:2').waitFor()
    await until(async () => (await app.page.getByRole('treeitem', { selected: true }).count()) === 0)
    await expect.poll(() => app.page.getByRole('treeitem').count()).toBe(4)
    await app.restart()
    await item('app:web:2').waitFor()
    await expect.poll(() => app.page.getByRole('treeitem').count()).toBe(4)
    expect(app.consoleErrors).toEqual([])
  })
})
