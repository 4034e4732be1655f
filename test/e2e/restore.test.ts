import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { etcdctl } from '../support/etcdctl'
import { startEtcd } from '../support/etcd-server'
import { localEndpoints } from '../support/local-cluster-files'
import { tempDir } from '../support/temp-dir'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

describeHosts('a snapshot', (host) => {
  test('is restored into a new cluster of three members, which opens with its keys; a damaged one is refused', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    const ctl = etcdctl('3.5.16', etcd.endpoints)
    await ctl('put', '/registry/pods/shop/basket', 'red')
    await ctl('put', '/registry/pods/shop/basket', 'blue')
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path, env: { PATH: engineDir('3.5.16') ?? '' } })
    const { page } = app
    await connect(page, { name: 'shop', endpoints: etcd.endpoints })
    const rail = page.getByRole('navigation', { name: 'Sections', ...exact })
    await rail.getByRole('link', { name: 'Snapshots', ...exact }).click()
    await page.getByRole('button', { name: 'Save snapshot', ...exact }).click()
    const saving = page.getByRole('dialog', { name: 'Save snapshot', ...exact })
    const mine = join(home.path, 'mine.db')
    await saving.getByRole('combobox', { name: 'Member', ...exact }).waitFor()
    await saving.getByRole('textbox', { name: 'File', ...exact }).fill(mine)
    await saving.getByRole('button', { name: 'Save snapshot', ...exact }).click()
    await saving.getByText('Snapshot saved').waitFor()
    await saving.getByRole('button', { name: 'Close', ...exact }).click()

    const table = page.getByRole('table', { name: 'Snapshots', ...exact })
    await table.getByRole('button', { name: 'Restore', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'Restore snapshot', ...exact })
    await dialog.getByText('written by etcd 3.5').waitFor()
    const name = dialog.getByRole('textbox', { name: 'Cluster name', ...exact })
    await expect.poll(() => name.inputValue()).toBe('mine-restored')
    await expect
      .poll(() => dialog.getByRole('combobox', { name: 'etcd', ...exact }).innerText())
      .toContain('etcdutl')
    // What Kubernetes wrote is not restored with revisions that go back, unless somebody wants that.
    expect(await dialog.getByRole('checkbox', { name: /^Bump revisions/ }).isChecked()).toBe(true)
    await dialog.getByRole('radio', { name: '3', ...exact }).click()
    await dialog.getByRole('button', { name: 'Restore', ...exact }).click()
    await dialog.getByText('mine-restored is running').waitFor({ timeout: 60_000 })
    const members = dialog.getByRole('table', { name: 'Restored members', ...exact })
    await expect.poll(() => members.getByRole('row').count()).toBe(4)
    const found = await etcdctl('3.5.16', await localEndpoints(join(home.path)))(
      'get',
      '',
      '--prefix',
      '-w',
      'json',
    )
    const { header, kvs } = JSON.parse(found) as { header: { revision: number }; kvs: { version: number }[] }
    expect(header.revision).toBe(1_000_000_003)
    expect(kvs.map(({ version }) => version)).toEqual([2])

    await dialog.getByRole('button', { name: 'Open', ...exact }).click()
    await page.getByRole('tab', { name: /mine-restored/ }).waitFor()
    await page.getByRole('treeitem', { name: '/registry', ...exact }).waitFor()

    // The same file with a byte of a value changed, and cut in the middle.
    const bytes = await readFile(mine)
    bytes[bytes.indexOf('blue')] = 66
    await writeFile(mine, bytes)
    await page.getByRole('tab', { name: /shop/ }).click()
    await rail.getByRole('link', { name: 'Cluster', ...exact }).click()
    const card = page.getByRole('region', { name: 'Last snapshot', ...exact })
    await card.getByRole('button', { name: 'Restore', ...exact }).click()
    await dialog.getByText('This file is damaged').waitFor()
    await dialog.getByRole('button', { name: 'Restore anyway…', ...exact }).click()
    const ask = page.getByRole('alertdialog')
    await expect.poll(() => ask.innerText()).toContain(mine)
    await ask.getByRole('button', { name: 'Cancel', ...exact }).click()
    await dialog.getByRole('button', { name: 'Cancel', ...exact }).click()
    await truncate(mine, 20_000)
    await card.getByRole('button', { name: 'Restore', ...exact }).click()
    await dialog
      .getByRole('alert')
      .getByText(/damaged|missing/)
      .first()
      .waitFor()
    expect(await dialog.getByRole('button', { name: 'Restore', ...exact }).isDisabled()).toBe(true)
    expect(app.consoleErrors).toEqual([])
  })
})
