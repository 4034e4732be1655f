import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { etcdctl } from '../support/etcdctl'
import { startEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

describeHosts('a snapshot compared with the cluster it is from', (host) => {
  test('shows what differs by folder and value; a key and a folder go back, and that is undone', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    const ctl = etcdctl('3.5.16', etcd.endpoints)
    const dump = () => ctl('get', '--prefix', '/')
    for (const [key, value] of [
      ['/app/web/colour', 'red'],
      ['/app/web/size', '9'],
      ['/app/db/host', 'one'],
      ['/other/key', 'first'],
    ] as const)
      await ctl('put', key, value)
    await using home = await tempDir()
    await using app = await launchApp({ host, home: join(home.path, 'home') })
    const { page } = app
    await connect(page, { name: 'shop', endpoints: etcd.endpoints })
    const rail = page.getByRole('navigation', { name: 'Sections', ...exact })
    await rail.getByRole('link', { name: 'Snapshots', ...exact }).click()
    await page.getByRole('button', { name: 'Save snapshot', ...exact }).click()
    const saving = page.getByRole('dialog', { name: 'Save snapshot', ...exact })
    await saving.getByRole('combobox', { name: 'Member', ...exact }).waitFor()
    await saving.getByRole('textbox', { name: 'File', ...exact }).fill(join(home.path, 'nightly.db'))
    await saving.getByRole('button', { name: 'Save snapshot', ...exact }).click()
    await saving.getByText('Snapshot saved').waitFor()
    await saving.getByRole('button', { name: 'Close', ...exact }).click()

    await ctl('put', '/app/web/colour', 'blue')
    await ctl('del', '/app/web/size')
    await ctl('put', '/app/new/key', 'came since')
    await ctl('put', '/other/key', 'second')
    const after = await dump()

    const table = page.getByRole('table', { name: 'Snapshots', ...exact })
    await table.getByRole('button', { name: 'Compare with live', ...exact }).click()
    const found = page.getByRole('region', { name: 'Differences', ...exact })
    const totals = () => expect.poll(() => found.getByRole('status').innerText())
    await totals().toMatch(/1 added\s+2 changed\s+1 missing/)
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Left source', ...exact }).innerText())
      .toContain('nightly')
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Right source', ...exact }).innerText())
      .toContain('shop')
    await page
      .getByText(etcd.endpoints[0] ?? '', { exact: true })
      .first()
      .waitFor()
    await found.getByText('1 key is the same, by their values.', exact).waitFor()

    const folders = found.getByRole('treegrid', { name: 'Differences by folder', ...exact })
    const rows = async () =>
      (await folders.getByRole('row').allInnerTexts())
        .slice(1)
        .map((text) => text.replaceAll(/\s+/g, ' ').trim())
    await expect.poll(rows).toEqual(['/app/ +1 added ~1 changed −1 missing', '/other/ ~1 changed'])
    await folders.getByRole('button', { name: 'Open /app/', ...exact }).click()
    await expect
      .poll(rows)
      .toEqual([
        '/app/ +1 added ~1 changed −1 missing',
        'new/ +1 added',
        'web/ ~1 changed −1 missing',
        '/other/ ~1 changed',
      ])
    const keys = found.getByRole('list', { name: 'Changed keys' })
    await keys.getByRole('checkbox', { name: 'Choose /app/web/size', ...exact }).check()
    await keys.getByRole('checkbox', { name: 'Choose /other/key', ...exact }).check()
    await found.getByRole('button', { name: 'Put 2 keys back…', ...exact }).click()
    const two = page.getByRole('alertdialog', { name: 'Put 2 keys back from nightly.db?', ...exact })
    await two
      .getByRole('list', { name: 'Keys', ...exact })
      .getByText('/other/key')
      .waitFor()
    await two.getByRole('button', { name: 'Cancel', ...exact }).click()
    await keys.getByRole('button', { name: /web\/colour/ }).click()
    const diff = page.getByRole('region', { name: 'Diff', ...exact })
    for (const value of ['red', 'blue']) await diff.getByText(value, exact).first().waitFor()
    await diff.getByText(/nightly.* at rev 5 · written at 2/).waitFor()

    await diff.getByRole('button', { name: 'Put this key back…', ...exact }).click()
    const one = page.getByRole('alertdialog', { name: /^Put \/app\/web\/colour back from nightly/ })
    await one.getByText(/^1 key, .* on shop \(http:\/\/127\.0\.0\.1:\d+\)/).waitFor()
    expect(await dump()).toBe(after)
    await one.getByRole('button', { name: 'Put back', ...exact }).click()
    await page.getByRole('status').getByText('Put back /app/web/colour').waitFor()
    expect(await ctl('get', '/app/web/colour', '--print-value-only')).toBe('red\n')
    // What is left to differ is told by itself.
    await totals().toMatch(/1 added\s+1 changed\s+1 missing/)
    await page
      .getByRole('status')
      .getByRole('button', { name: 'Undo', ...exact })
      .click()
    await page.getByRole('status').getByText('Took back 1 key').waitFor()
    expect(await dump()).toBe(after)
    await totals().toMatch(/1 added\s+2 changed\s+1 missing/)

    await folders.getByRole('button', { name: '/app/', ...exact }).click()
    await totals().toMatch(/1 added\s+1 changed\s+1 missing/)
    await found.getByRole('button', { name: 'Export…', ...exact }).click()
    const exporting = page.getByRole('dialog', { name: 'Export the difference', ...exact })
    const to = join(home.path, 'difference.jsonl')
    await exporting.getByRole('textbox', { name: 'File', ...exact }).fill(to)
    await exporting.getByRole('button', { name: 'Export', ...exact }).click()
    await exporting.getByText(/^3 differences/).waitFor()
    await exporting.getByRole('button', { name: 'Export', ...exact }).click()
    await exporting.getByText('There is already a file difference.jsonl there.').waitFor()
    await exporting.getByRole('button', { name: 'Close', ...exact }).click()
    expect((await readFile(to, 'utf8')).trimEnd().split('\n')).toHaveLength(5)

    // The sides swapped, the file would be written: that is refused, with the reason beside it.
    await page.getByRole('button', { name: 'Swap sides', ...exact }).click()
    await page.getByRole('button', { name: 'Compare', ...exact }).click()
    await totals().toMatch(/1 added\s+2 changed\s+1 missing/)
    await found.getByText('The right side is a file: swap the sides to write.', exact).waitFor()
    await page.getByRole('button', { name: 'Swap sides', ...exact }).click()

    // What makes no sense is said beside its side, and what was typed stays.
    const revision = page.getByRole('textbox', { name: 'Right revision', ...exact })
    await revision.fill('999')
    await page.getByRole('button', { name: 'Compare', ...exact }).click()
    await page.getByText('That revision does not exist yet.', exact).waitFor()
    await expect.poll(() => revision.getAttribute('aria-invalid')).toBe('true')
    expect(await revision.inputValue()).toBe('999')

    await page.getByRole('button', { name: 'Back to Snapshots', ...exact }).click()
    await table.getByRole('button', { name: 'Restore', ...exact }).click()
    await page.getByRole('radio', { name: 'Keys of a live cluster', ...exact }).click()
    const back = page.getByRole('dialog', { name: 'Put keys back', ...exact })
    await back.getByRole('textbox', { name: 'Prefix', ...exact }).fill('/app/')
    await back.getByRole('button', { name: 'Dry run', ...exact }).click()
    const many = page.getByRole('alertdialog', { name: 'Put /app back from nightly.db?', ...exact })
    await many.getByRole('list', { name: 'What it does' }).getByText('only here: left as they are').waitFor()
    await many.getByRole('textbox', { name: 'Type /app to confirm', ...exact }).fill('/app')
    await many.getByRole('button', { name: 'Put back', ...exact }).click()
    await page.getByRole('status').getByText('Put back 2 keys').waitFor()
    expect(await ctl('get', '--prefix', '/app/web/', '--print-value-only')).toBe('red\n9\n')
  })
})
