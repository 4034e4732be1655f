import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { etcdctl } from '../support/etcdctl'
import { startEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

describeHosts('snapshots', (host) => {
  test('are saved, checked, kept over a restart, told to be damaged or missing, and deleted', async () => {
    await using etcd = await startEtcd({ version: '3.5.16', members: 3 })
    const ctl = etcdctl('3.5.16', etcd.endpoints)
    for (let i = 0; i < 20; i++) await ctl('put', `/app/${i}`, 'value')
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    await connect(app.page, { name: 'shop', endpoints: etcd.endpoints })
    const open = async (section: string) => {
      const rail = app.page.getByRole('navigation', { name: 'Sections', ...exact })
      await rail.getByRole('link', { name: section, ...exact }).click()
    }
    const rows = () =>
      app.page
        .getByRole('table', { name: 'Snapshots', ...exact })
        .getByRole('row')
        .filter({ hasText: 'shop' })

    await open('Snapshots')
    await app.page.getByText('No snapshot yet').waitFor()
    await app.page.getByRole('button', { name: 'Save snapshot', ...exact }).click()
    const dialog = app.page.getByRole('dialog', { name: 'Save snapshot', ...exact })
    const path = dialog.getByRole('textbox', { name: 'File', ...exact })
    await path.waitFor()
    await expect
      .poll(() => dialog.getByRole('combobox', { name: 'Member', ...exact }).innerText())
      .toContain('follower')
    // Nothing typed is lost by a refusal.
    const taken = join(home.path, 'taken.db')
    await writeFile(taken, 'somebody’s')
    await path.fill(taken)
    await dialog.getByRole('button', { name: 'Save snapshot', ...exact }).click()
    await dialog.getByText('There is already a file taken.db there.').waitFor()
    expect(await path.inputValue()).toBe(taken)
    expect(await readFile(taken, 'utf8')).toBe('somebody’s')
    const mine = join(home.path, 'mine.db')
    await path.fill(mine)
    await dialog.getByRole('button', { name: 'Save snapshot', ...exact }).click()
    await dialog.getByText('Snapshot saved').waitFor()
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()
    await until(async () => (await rows().innerText()).includes('sha256 verified'.toUpperCase()))
    await expect.poll(() => rows().innerText()).toContain('21')

    await open('Cluster')
    await app.page.getByRole('button', { name: 'Snapshot now', ...exact }).click()
    await dialog.getByText('Snapshot saved').waitFor()
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()
    const card = app.page.getByRole('region', { name: 'Last snapshot', ...exact })
    await card.getByText('sha256 verified').waitFor()
    const [now = ''] = (await readdir(join(home.path, 'snapshots'))).filter((name) => name.endsWith('.db'))
    await expect.poll(() => card.innerText()).toContain(now.replace('.db', ''))
    await card.getByRole('button', { name: 'All snapshots', ...exact }).click()
    await expect.poll(() => rows().count()).toBe(2)

    await app.restart()
    const { page } = app
    await open('Snapshots')
    const ofMine = rows().filter({ hasText: 'mine' })
    await ofMine.getByRole('button', { name: 'Verify', ...exact }).click()
    await page.getByText('nothing is wrong with it').waitFor()
    await page.getByText(/This file is shop at revision 21\. HashKV of the file/).waitFor()
    await copyFile(mine, `${mine}.kept`)
    const bytes = await readFile(mine)
    bytes[9_000] = (bytes[9_000] ?? 0) ^ 1
    await writeFile(mine, bytes)
    await ofMine.getByRole('button', { name: 'Verify', ...exact }).click()
    await page.getByText('This file is damaged').first().waitFor()
    await copyFile(`${mine}.kept`, mine)
    await ofMine.getByRole('button', { name: 'Verify', ...exact }).click()
    await until(async () => !(await ofMine.innerText()).includes('DAMAGED'))

    await ofMine.getByRole('button', { name: 'More for mine', ...exact }).click()
    await page.getByRole('menuitem', { name: 'Delete…', ...exact }).click()
    const ask = page.getByRole('alertdialog')
    await expect.poll(() => ask.innerText()).toContain(mine)
    await ask.getByRole('button', { name: 'Delete', ...exact }).click()
    await until(async () => (await rows().count()) === 1)
    await expect(readFile(mine)).rejects.toThrow()
    await rm(join(home.path, 'snapshots', now))
    await until(async () => (await rows().innerText()).includes('FILE MISSING'))
    expect(app.consoleErrors).toEqual([])
  })
})
