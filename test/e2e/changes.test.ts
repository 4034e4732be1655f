import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { etcdctl } from '../support/etcdctl'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchWithCluster } from './driver/launch-with-cluster'

const version = '3.5.16'
const exact = { exact: true } as const

// One story: a folder is deleted and put back, moved by its menu, a key renamed and duplicated by the keyboard.
describeHosts('changes of keys and folders', (host) => {
  let home: TempDir
  let app: App
  let page: Page
  let ctl: ReturnType<typeof etcdctl>
  let before = ''
  const tree = () => page.getByRole('tree', { name: 'Keys', exact: true })
  const row = (name: string) => tree().getByRole('treeitem', { name, ...exact })
  const dump = () => ctl('get', '--prefix', '/')
  const names = async () => (await ctl('get', '--prefix', '--keys-only', '/')).split('\n').filter(Boolean)
  const undo = () => page.getByRole('status').getByRole('button', { name: 'Undo', ...exact })
  const dismissMessages = () =>
    until(async () => {
      const button = page.getByRole('button', { name: 'Dismiss', ...exact }).first()
      if ((await button.count()) === 0) return true
      await button.click({ timeout: 500 }).catch(() => {})
      return false
    })

  async function choose(name: string, item: string) {
    await row(name).click({ button: 'right' })
    await page.getByRole('menuitem', { name: item }).click()
  }

  beforeAll(async () => {
    home = await tempDir()
    ;({ app, ctl } = await launchWithCluster({ host, home: home.path, version }))
    page = app.page
    const lease = (await ctl('lease', 'grant', '600')).split(' ')[1] ?? ''
    await ctl('put', '--lease', lease, '/app/leased', 'holds a lease')
    for (let i = 0; i < 30; i++) await ctl('put', `/app/${String(i).padStart(2, '0')}`, `value ${i}`)
    await ctl('put', '/other/key', 'stays')
    before = await dump()
    await row('/app').waitFor()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('a folder is deleted after its keys were shown and its name was typed, and comes back by Undo', async () => {
    await row('/app').click()
    await page.keyboard.press('Delete')
    const question = page.getByRole('alertdialog', { name: 'Delete folder /app?' })
    await question.getByText(/31 keys, .*, 1 key with a lease, on .* \(http:\/\/127\.0\.0\.1:\d+\)/).waitFor()
    await expect
      .poll(() => question.getByRole('list', { name: 'Keys' }).getByRole('listitem').count())
      .toBe(31)
    const confirm = question.getByRole('button', { name: 'Delete', ...exact })
    expect(await confirm.isDisabled()).toBe(true)
    await question.getByRole('textbox', { name: 'Type /app to confirm', ...exact }).fill('/app')
    await confirm.click()
    await page.getByRole('status').getByText('Deleted 31 keys').waitFor()
    expect(await names()).toEqual(['/other/key'])
    await row('/app').waitFor({ state: 'detached' })
    const kept = (await readdir(join(home.path, 'backups'))).map((name) => name.split('.').at(-1))
    expect(kept.sort()).toEqual(['jsonl', 'operation'])

    await undo().click()
    await page.getByRole('status').getByText('Put back 31 keys').waitFor()
    expect(await dump()).toBe(before)
    await row('/app').waitFor()
    await dismissMessages()
  })

  test('Undo leaves alone what somebody wrote meanwhile, and says which', async () => {
    await choose('/app', 'Delete…')
    const question = page.getByRole('alertdialog', { name: 'Delete folder /app?' })
    await question.getByRole('textbox', { name: 'Type /app to confirm', ...exact }).fill('/app')
    await question.getByRole('button', { name: 'Delete', ...exact }).click()
    await undo().waitFor()
    await ctl('put', '/app/07', 'theirs')
    await undo().click()
    const account = page.getByRole('dialog', { name: 'Delete folder /app' })
    await account.getByText('Put back 30 keys.').waitFor()
    await account.getByText('1 key left alone: written or deleted by somebody meanwhile.').waitFor()
    await expect.poll(() => account.getByRole('list', { name: 'Left alone' }).innerText()).toBe('/app/07')
    await account.getByRole('button', { name: 'Close', ...exact }).click()
    expect(await ctl('get', '/app/07', '--print-value-only')).toContain('theirs')
    await ctl('put', '/app/07', 'value 7')
    expect(await dump()).toBe(before)
  })

  test('a folder is moved by its menu, opened with the keyboard', async () => {
    await row('/app').click()
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Move folder…' }).click()
    const form = page.getByRole('dialog', { name: 'Move folder /app' })
    const field = form.getByRole('textbox', { name: 'New name', ...exact })
    await field.fill('/other')
    await ctl('put', '/other/03', 'taken')
    await field.press('Enter')
    await form.getByText('/other/03 is there already. Nothing was written.').waitFor()
    await field.fill('/moved/app')
    await field.press('Enter')
    const question = page.getByRole('alertdialog', { name: 'Move folder /app?' })
    await question.getByText('/app/00').first().waitFor()
    await question.getByRole('textbox', { name: 'Type /app to confirm', ...exact }).fill('/app')
    await question.getByRole('button', { name: 'Move', ...exact }).click()
    await page.getByRole('status').getByText('Moved 31 keys').waitFor()
    expect((await names()).filter((name) => name.startsWith('/moved/app/'))).toHaveLength(31)
    await undo().click()
    await page.getByRole('status').getByText('Put back 31 keys').waitFor()
    await ctl('del', '/other/03')
    expect(await dump()).toBe(before)
    await dismissMessages()
  })

  test('rows that are chosen together, by Ctrl and with Shift on the keyboard, are deleted together', async () => {
    const selected = () => tree().locator('[aria-selected=true]').allInnerTexts()
    await until(async () => (await row('/app').getAttribute('aria-expanded')) !== null)
    if ((await row('/app').getAttribute('aria-expanded')) === 'false') await row('/app').click()
    await row('00').click()
    await row('02').click({ modifiers: ['Control'] })
    await until(async () => (await selected()).length === 2)
    await page.keyboard.press('Shift+ArrowDown')
    await until(async () => (await selected()).length === 3)
    await row('leased').click({ modifiers: ['Control'] })
    await until(async () => (await selected()).length === 4)
    await page.keyboard.press('Delete')
    const question = page.getByRole('alertdialog', { name: 'Delete 4 selected rows?' })
    await question.getByText(/^4 keys, /).waitFor()
    await question.getByRole('textbox', { name: 'Type 4 selected rows to confirm' }).fill('4 selected rows')
    await question.getByRole('button', { name: 'Delete', ...exact }).click()
    await page.getByRole('status').getByText('Deleted 4 keys').waitFor()
    const left = await names()
    expect(['/app/00', '/app/02', '/app/03', '/app/leased'].filter((name) => left.includes(name))).toEqual([])
    expect(left).toHaveLength(28)
    await undo().click()
    await page.getByRole('status').getByText('Put back 4 keys').waitFor()
    expect(await dump()).toBe(before)
    await dismissMessages()
  })

  test('what was changed is listed, undone from there, also without its backup file, and forgotten', async () => {
    await choose('/app', 'Delete…')
    const question = page.getByRole('alertdialog', { name: 'Delete folder /app?' })
    await question.getByRole('button', { name: 'Copy as etcdctl', ...exact }).waitFor()
    await question.getByRole('textbox', { name: 'Type /app to confirm', ...exact }).fill('/app')
    await question.getByRole('button', { name: 'Delete', ...exact }).click()
    await page.getByRole('status').getByText('Deleted 31 keys').waitFor()
    await dismissMessages()
    const backups = join(home.path, 'backups')
    for (const name of await readdir(backups)) if (name.endsWith('.jsonl')) await rm(join(backups, name))
    await page.getByRole('button', { name: 'More about keys', ...exact }).click()
    await page.getByRole('menuitem', { name: 'Operations…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Operations', ...exact })
    const first = dialog.getByRole('list', { name: 'Operations' }).getByRole('listitem').first()
    await first.getByText(/Deleted 31 of 31 keys/).waitFor()
    await first.getByText('The backup file is gone').waitFor()
    await first.getByRole('button', { name: 'Undo: Delete folder /app' }).click()
    await page.getByRole('status').getByText('Put back 31 keys').waitFor()
    expect(await dump()).toBe(before)
    await dismissMessages()
    await page.getByRole('button', { name: 'More about keys', ...exact }).click()
    await page.getByRole('menuitem', { name: 'Operations…' }).click()
    await first.getByText('Put back 31 keys').waitFor()
    const rows = dialog.getByRole('list', { name: 'Operations' }).getByRole('listitem')
    const count = await rows.count()
    await first.getByRole('button', { name: 'Forget: Delete folder /app' }).click()
    await until(async () => (await rows.count()) === count - 1)
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()
  })

  test('one key that was deleted comes back by Undo, without its lease where that is gone, and that is said', async () => {
    const lease = (await ctl('lease', 'grant', '600')).split(' ')[1] ?? ''
    await ctl('put', '--lease', lease, '/single', 'v\n1')
    await row('/single').click()
    await page
      .getByRole('region', { name: 'Value', ...exact })
      .getByText('v', exact)
      .waitFor()
    await page.getByRole('button', { name: 'Delete', ...exact }).click()
    const question = page.getByRole('alertdialog', { name: 'Delete /single?' })
    await question.getByRole('button', { name: 'Delete', ...exact }).click()
    await undo().waitFor()
    expect(await ctl('get', '/single')).toBe('')
    await ctl('lease', 'revoke', lease)
    await undo().click()
    await page.getByRole('status').getByText('Put back /single without its lease, which is gone').waitFor()
    expect(await ctl('get', '/single', '--print-value-only')).toBe('v\n1\n')
    await ctl('del', '/single')
    await row('/single').waitFor({ state: 'detached' })
    await dismissMessages()
  })

  test('a key is renamed with F2 and not onto another; the new name is open then', async () => {
    await row('/other').click()
    await row('key').click()
    await page.keyboard.press('F2')
    const form = page.getByRole('dialog', { name: 'Rename /other/key' })
    const field = form.getByRole('textbox', { name: 'New name', ...exact })
    await field.fill('')
    await field.press('Enter')
    await form.getByText('A key cannot be empty.').waitFor()
    await field.fill('/app/00')
    await field.press('Enter')
    await form.getByText('/app/00 is there already. Nothing was written.').waitFor()
    await field.fill('/other/name')
    await field.press('Enter')
    await page.getByRole('status').getByText('Renamed /other/key').waitFor()
    await row('name').waitFor()
    await until(async () => (await row('name').getAttribute('aria-selected')) === 'true')
    expect((await names()).filter((name) => name.startsWith('/other'))).toEqual(['/other/name'])
    expect(app.consoleErrors).toEqual([])
  })
})
