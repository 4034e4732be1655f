import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { etcdctl } from '../support/etcdctl'
import { startEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

describeHosts('a runbook of a real cluster', (host) => {
  test('is written from a saved snapshot: members filled in, a wrong one said, a script copied, all saved', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    const ctl = etcdctl('3.5.16', etcd.endpoints)
    await ctl('put', '/registry/pods/shop/basket', 'red')
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'shop', endpoints: etcd.endpoints })
    const rail = page.getByRole('navigation', { name: 'Sections', ...exact })
    await rail.getByRole('link', { name: 'Snapshots', ...exact }).click()
    await page.getByRole('button', { name: 'Save snapshot', ...exact }).click()
    const saving = page.getByRole('dialog', { name: 'Save snapshot', ...exact })
    await saving.getByRole('combobox', { name: 'Member', ...exact }).waitFor()
    await saving.getByRole('textbox', { name: 'File', ...exact }).fill(join(home.path, 'mine.db'))
    await saving.getByRole('button', { name: 'Save snapshot', ...exact }).click()
    await saving.getByText('Snapshot saved').waitFor()
    await saving.getByRole('button', { name: 'Close', ...exact }).click()

    const table = page.getByRole('table', { name: 'Snapshots', ...exact })
    await table.getByRole('button', { name: 'Restore', ...exact }).click()
    await page.getByRole('radio', { name: 'For a real cluster', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'Restore a real cluster', ...exact })
    const member = dialog.getByRole('group', { name: 'Member 1', ...exact })
    const field = (name: string) => member.getByRole('textbox', { name, ...exact })
    const runbook = dialog.getByRole('region', { name: 'Runbook', ...exact })
    await expect.poll(() => field('Name').inputValue()).toBe('m1')
    expect(await field('etcd version').inputValue()).toBe('3.5.16')
    // The content is Kubernetes, and the tool can: revisions are raised unless somebody wants otherwise.
    expect(await dialog.getByRole('checkbox', { name: 'Raise the revisions', ...exact }).isChecked()).toBe(
      true,
    )
    await expect.poll(() => runbook.innerText()).toMatch(/must print \d+ for every member/)

    await field('Peer URLs').fill('10.0.0.1:2380')
    await member.getByText('10.0.0.1:2380: A peer URL starts with http').waitFor()
    await runbook.getByText('One thing is to be put right first').waitFor()
    await field('Peer URLs').fill('https://10.0.0.1:2380')
    await field('etcd version').fill('3.4.23')
    await expect.poll(() => runbook.innerText()).toContain('ETCDCTL_API=3 etcdctl snapshot restore')
    expect(await runbook.innerText()).not.toContain('--bump-revision 1000000000')

    await dialog.getByRole('button', { name: 'Add a member', ...exact }).click()
    await dialog.getByText('Two members are worse than one').waitFor()
    await dialog.getByRole('button', { name: 'Save', ...exact }).click()
    await dialog.getByText('A member needs its name, as etcd is started with it.').first().waitFor()
    await dialog.getByRole('button', { name: 'Remove member 2', ...exact }).click()

    // What was typed outlives the dialog.
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await table.getByRole('button', { name: 'Restore', ...exact }).click()
    await page.getByRole('radio', { name: 'For a real cluster', ...exact }).click()
    await expect.poll(() => field('Peer URLs').inputValue()).toBe('https://10.0.0.1:2380')
    await dialog.getByRole('combobox', { name: 'Members from', ...exact }).click()
    await page.getByRole('option', { name: 'Members of shop', ...exact }).click()
    await dialog.getByRole('button', { name: 'Fill in', ...exact }).click()
    await expect.poll(() => field('Client URLs').inputValue()).toBe(etcd.endpoints[0])

    await runbook.getByRole('tab', { name: 'restore-m1.sh', ...exact }).click()
    await expect.poll(() => runbook.innerText()).toContain('set -euo pipefail')
    await dialog.getByRole('button', { name: 'Copy', ...exact }).click()
    await page.getByText('Copied: restore-m1.sh').waitFor()

    const folder = dialog.getByRole('textbox', { name: 'Folder', ...exact })
    await writeFile(join(home.path, 'taken'), '')
    await folder.fill(join(home.path, 'taken'))
    await dialog.getByRole('button', { name: 'Save', ...exact }).click()
    await dialog.getByText('There is already something called taken there.').waitFor()
    await folder.fill(join(home.path, 'book'))
    await dialog.getByRole('button', { name: 'Save', ...exact }).click()
    await page.getByText(`Saved 3 files into ${join(home.path, 'book')}`).waitFor()
    const script = await readFile(join(home.path, 'book', 'restore-m1.sh'), 'utf8')
    expect(script).toContain('--bump-revision 1000000000')
    expect(script).toMatch(/^hash=\d+$/m)
    expect(app.consoleErrors).toEqual([])
  })
})
