import { readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { etcdctl } from '../support/etcdctl'
import { localEndpoints } from '../support/local-cluster-files'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const version = '3.5.16'
const exact = { exact: true } as const

// One story: keys go out, are deleted and come back; then they go to another cluster.
describeHosts('keys out and in', (host) => {
  let home: TempDir
  let app: App
  let page: Page
  let ctl: ReturnType<typeof etcdctl>
  let ctlOther: ReturnType<typeof etcdctl>
  const tree = () => page.getByRole('tree', { name: 'Keys', exact: true })
  const dump = (client: typeof ctl, prefix: string) => client('get', '--prefix', prefix)
  const file = () => join(home.path, 'exports', 'app.jsonl')
  let before = ''

  async function start(name: string): Promise<string> {
    const known = await localEndpoints(home.path).catch((): string[] => [])
    const clusters = page.getByRole('region', { name: 'Local clusters', exact: true })
    await clusters.getByRole('textbox', { name: 'Cluster name' }).fill(name)
    await clusters
      .getByRole('form', { name: 'Start a cluster' })
      .getByRole('button', { name: 'Start', ...exact })
      .click()
    await page.getByRole('tab', { name }).waitFor({ timeout: 60_000 })
    await page
      .getByRole('tabpanel', { name: new RegExp(`^${name}`) })
      .getByText('No keys yet')
      .waitFor({ timeout: 60_000 })
    const endpoint = (await localEndpoints(home.path)).find((each) => !known.includes(each))
    return endpoint ?? ''
  }

  beforeAll(async () => {
    home = await tempDir()
    const path = [engineDir(version), process.env['PATH']].join(delimiter)
    app = await launchApp({ host, home: home.path, env: { PATH: path } })
    page = app.page
    ctlOther = etcdctl(version, [await start('other')])
    await page.getByRole('button', { name: 'Home', ...exact }).click()
    ctl = etcdctl(version, [await start('mine')])
    for (let i = 0; i < 12; i++) await ctl('put', `/app/${i}`, `value ${i}`)
    await ctl('put', '/app/\xff\x01', 'ünï\ncode')
    await ctl('put', '/else', 'stays')
    before = await dump(ctl, '/app/')
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('a folder is exported from its menu into the file that was named', async () => {
    await tree()
      .getByRole('treeitem', { name: '/app', ...exact })
      .click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Export…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export', ...exact })
    expect(await dialog.getByRole('textbox', { name: 'Prefix' }).inputValue()).toBe('/app/')
    const field = dialog.getByRole('textbox', { name: 'File' })
    expect(await field.inputValue()).toContain(join(home.path, 'exports', 'mine-app-'))
    await field.fill(file())
    await dialog.getByRole('button', { name: 'Export', ...exact }).click()
    await dialog.getByRole('status').getByText('13 keys').waitFor()
    expect((await readFile(file(), 'utf8')).trim().split('\n')).toHaveLength(15)

    await dialog.getByRole('button', { name: 'Export', ...exact }).click()
    await dialog.getByText('There is already a file app.jsonl there.').waitFor()
    await dialog.getByRole('checkbox', { name: 'Replace the file that is there' }).check()
    await dialog.getByRole('button', { name: 'Export', ...exact }).click()
    await dialog.getByRole('status').getByText('13 keys').waitFor()
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()
  })

  test('rows that were chosen together are exported into one file', async () => {
    const row = (name: string) => tree().getByRole('treeitem', { name, ...exact })
    await row('/else').click()
    await row('/app').click({ modifiers: ['Control'] })
    await until(async () => (await tree().locator('[aria-selected=true]').count()) === 2)
    await row('/else').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Export…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export', ...exact })
    await dialog.getByText('1 chosen key and 1 folder').waitFor()
    const path = join(home.path, 'exports', 'chosen.jsonl')
    await dialog.getByRole('textbox', { name: 'File' }).fill(path)
    await dialog.getByRole('button', { name: 'Export', ...exact }).click()
    await dialog.getByRole('status').getByText('14 keys').waitFor()
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(16)
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()
  })

  test('what was deleted comes back by an import, after its dry run', async () => {
    await ctl('del', '--prefix', '/app/')
    await ctl('put', '/app/1', 'theirs')
    await page.getByRole('button', { name: 'More about keys', ...exact }).click()
    await page.getByRole('menuitem', { name: 'Import…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Import', ...exact })
    await dialog.getByRole('textbox', { name: 'File' }).fill(file() + '.missing')
    await dialog.getByRole('button', { name: 'Dry run', ...exact }).click()
    await dialog.getByText('There is no file').waitFor()
    const half = file() + '.half'
    await writeFile(half, (await readFile(file())).subarray(0, 300))
    await dialog.getByRole('textbox', { name: 'File' }).fill(half)
    await dialog.getByRole('button', { name: 'Dry run', ...exact }).click()
    await dialog.getByText(/Line \d is wrong: it is cut off.*Nothing was written/).waitFor()
    await dialog.getByRole('textbox', { name: 'File' }).fill(file())
    await dialog.getByRole('button', { name: 'Dry run', ...exact }).click()
    const kinds = dialog.getByRole('radiogroup', { name: 'Kind' })
    await kinds.getByRole('radio', { name: 'Added 12' }).waitFor()
    await kinds.getByRole('radio', { name: 'Conflicting 1' }).waitFor()
    expect(await dump(ctl, '/app/'), 'a dry run writes nothing').toBe('/app/1\ntheirs\n')
    await dialog.getByRole('radio', { name: 'Overwrite', ...exact }).click()
    await dialog.getByRole('button', { name: 'Import 13 keys' }).click()
    await dialog.getByText('12 added, 1 overwritten').waitFor()
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()
    expect(await dump(ctl, '/app/')).toBe(before)
    await tree()
      .getByRole('treeitem', { name: '/app', ...exact })
      .waitFor()
    await until(async () => (await page.getByRole('link', { name: 'Keys' }).innerText()).includes('14'))
  })

  test('a folder is copied into another open connection', async () => {
    await tree()
      .getByRole('treeitem', { name: '/app', ...exact })
      .click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Copy to connection…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Copy to connection', ...exact })
    await dialog.getByRole('textbox', { name: 'Prefix there' }).fill('/copy/')
    await dialog.getByRole('button', { name: 'Dry run', ...exact }).click()
    await dialog.getByRole('button', { name: 'Copy 13 keys' }).click()
    await dialog.getByText('13 added').waitFor()
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()
    expect(await dump(ctlOther, '')).toBe(before.replaceAll('/app/', '/copy/'))
  })

  test('a sync shows what only the target has, deletes it after the name was typed, and names the backup', async () => {
    await ctlOther('put', '/copy/only-there-1', 'x')
    await ctlOther('put', '/copy/only-there-2', 'x')
    await tree()
      .getByRole('treeitem', { name: '/app', ...exact })
      .click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Copy to connection…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Copy to connection', ...exact })
    await dialog.getByRole('textbox', { name: 'Prefix there' }).fill('/copy/')
    const choice = dialog.getByRole('checkbox', { name: 'Also delete keys that only the target has' })
    expect(await choice.isChecked()).toBe(false)
    await choice.check()
    await dialog.getByRole('button', { name: 'Dry run', ...exact }).click()
    const extra = dialog.getByRole('list', { name: 'Only in the target' })
    await extra.getByText('/copy/only-there-2').waitFor()
    await expect.poll(() => extra.getByRole('listitem').count()).toBe(2)
    const copy = dialog.getByRole('button', { name: 'Copy 0 and delete 2 keys' })
    expect(await copy.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'Type other to confirm' }).fill('other')
    await copy.click()
    await dialog.getByText('0 added, 0 overwritten, 2 deleted').waitFor()
    await dialog.getByText(/Backup of the target before: .*-sync-.*\.jsonl/).waitFor()
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()
    expect(await dump(ctlOther, '')).toBe(before.replaceAll('/app/', '/copy/'))
  })

  test('the page had nothing to complain about', () => {
    expect(app.consoleErrors).toEqual([])
  })
})
