import { readFile, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { localRecords } from '../support/local-cluster-files'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

/** The letter that the kernel gives a process: `T` is stopped by a signal. */
async function processState(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2)[0]
}

describeHosts('the laboratory', (host) => {
  test('a cluster with TLS, links and a flag is made; a member is paused, goes on, and the data is thrown away', async () => {
    await using home = await tempDir()
    const path = [engineDir('3.5.16'), engineDir('3.4.23'), process.env['PATH']].join(delimiter)
    await using app = await launchApp({ host, home: home.path, env: { PATH: path } })
    const { page } = app
    const named = { exact: true } as const
    const form = page.getByRole('form', { name: 'Start a cluster', ...named })
    await form.getByRole('radio', { name: '3', ...named }).click()
    await form.getByRole('button', { name: 'More options', ...named }).click()
    await form.getByRole('checkbox', { name: 'TLS between all', ...named }).check()
    await form.getByRole('checkbox', { name: 'Throw the data away', ...named }).check()
    await form.getByRole('checkbox', { name: 'Links can be cut', ...named }).check()
    await form.getByRole('textbox', { name: 'Extra flags', ...named }).fill('--name=other')
    await form.getByRole('button', { name: 'Start', ...named }).click()
    await form.getByText('which etcdesk gives').waitFor()
    await form.getByRole('textbox', { name: 'Extra flags', ...named }).fill('--snapshot-count=5000')
    await form.getByRole('button', { name: 'Start', ...named }).click()
    await page.getByRole('tab', { name: 'local-3' }).waitFor({ timeout: 60_000 })
    await page
      .getByRole('button', { name: 'New key', ...named })
      .first()
      .waitFor()

    const [record] = await localRecords(home.path)
    expect(record).toMatchObject({
      tls: true,
      throwAway: true,
      links: true,
      flags: ['--snapshot-count=5000'],
    })
    const pid = record?.members[1]?.process?.pid ?? 0

    await page.getByRole('link', { name: 'Cluster', ...named }).click()
    await page.getByRole('tab', { name: 'Laboratory', ...named }).click()
    const member = page.getByRole('listitem', { name: 'm2', ...named })
    await member.getByRole('button', { name: 'Pause', ...named }).click()
    await member.getByText('paused', named).waitFor()
    expect(await processState(pid)).toBe('T')
    await member.getByRole('button', { name: 'Resume', ...named }).click()
    await member.getByText('healthy', named).waitFor()
    expect(await processState(pid)).not.toBe('T')

    await member.getByRole('button', { name: 'Restart with version…', ...named }).click()
    const versions = page.getByRole('dialog', { name: 'Restart m2 with another etcd', ...named })
    await versions.getByRole('combobox', { name: 'etcd of m2', ...named }).click()
    await page.getByRole('option', { name: 'etcd 3.4.23 (found on PATH)', ...named }).click()
    await versions.getByRole('button', { name: 'Restart', ...named }).click()
    await versions.getByRole('alert').getByText('does not go back over a minor version').waitFor()
    await versions.getByRole('button', { name: 'Close', ...named }).click()
    // It was refused before anything was ended.
    expect((await localRecords(home.path))[0]?.members[1]?.process?.pid).toBe(pid)

    await page.getByRole('button', { name: 'Home', ...named }).click()
    const card = page.getByRole('article', { name: 'local-3', ...named })
    await card.getByRole('button', { name: 'Stop', ...named }).click()
    const question = page.getByRole('alertdialog')
    await question.getByText('It cannot be undone').waitFor()
    await question.getByRole('button', { name: 'Stop', ...named }).click()
    await card.waitFor({ state: 'detached' })
    await until(async () => (await readdir(join(home.path, 'clusters'))).length === 0)
    expect(app.consoleErrors).toEqual([])
  })
})
