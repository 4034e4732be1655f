import { once } from 'node:events'
import { readFile, readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import type { Page } from 'playwright-core'
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

const inState = (page: Page, state: string) =>
  page.getByRole('list', { name: 'Processes', exact: true }).getByText(state, { exact: true })

/** So many listening sockets that the system's table of them is longer than one page. */
async function crowdedPorts(): Promise<Disposable & { readonly count: number }> {
  const servers = Array.from({ length: 60 }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  return { count: servers.length, [Symbol.dispose]: () => servers.forEach((server) => server.close()) }
}

describeHosts('the laboratory', (host) => {
  test('a cluster with TLS, links and a flag is made; a member is paused, goes on, and the data is thrown away', async () => {
    using crowd = await crowdedPorts()
    expect(crowd.count).toBe(60)
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

    const links = page.getByRole('region', { name: 'Links', ...named })
    await links.getByRole('button', { name: 'Isolate…', ...named }).click()
    await page.getByRole('menuitem', { name: /^Isolate the leader \(m\d\)$/ }).click()
    const cut = links.getByRole('combobox', { name: /^Link between/ }).filter({ hasText: /^cut/i })
    await expect.poll(() => cut.count()).toBe(2)
    // Alone it is a leader no more, and well no more; the others are, once they have elected.
    await expect.poll(() => inState(page, 'unhealthy').count(), { timeout: 30_000 }).toBe(1)
    await expect.poll(() => inState(page, 'healthy').count(), { timeout: 30_000 }).toBe(2)
    await links.getByRole('button', { name: 'Restore all links', ...named }).click()
    await expect.poll(() => cut.count()).toBe(0)
    await expect.poll(() => inState(page, 'healthy').count(), { timeout: 30_000 }).toBe(3)

    // After a crash of the app its members are there, and reach each other through it again.
    await app.kill9()
    expect(await processState(pid)).toBeDefined()
    await app.restart()
    await app.page.getByRole('link', { name: 'Cluster', ...named }).click()
    await app.page.getByRole('tab', { name: 'Laboratory', ...named }).click()
    await expect.poll(() => inState(app.page, 'healthy').count(), { timeout: 30_000 }).toBe(3)
    expect((await localRecords(home.path))[0]?.members[1]?.process?.pid).toBe(pid)

    const again = app.page
    const memberNow = again.getByRole('listitem', { name: 'm2', ...named })
    await memberNow.getByRole('button', { name: 'Restart with version…', ...named }).click()
    const versions = again.getByRole('dialog', { name: 'Restart m2 with another etcd', ...named })
    await versions.getByRole('combobox', { name: 'etcd of m2', ...named }).click()
    await again.getByRole('option', { name: 'etcd 3.4.23 (found on PATH)', ...named }).click()
    await versions.getByRole('button', { name: 'Restart', ...named }).click()
    await versions.getByRole('alert').getByText('does not go back over a minor version').waitFor()
    await versions.getByRole('button', { name: 'Close', ...named }).click()
    // It was refused before anything was ended.
    expect((await localRecords(home.path))[0]?.members[1]?.process?.pid).toBe(pid)

    await again.getByRole('button', { name: 'Home', ...named }).click()
    const card = again.getByRole('article', { name: 'local-3', ...named })
    await card.getByRole('button', { name: 'Stop', ...named }).click()
    const question = again.getByRole('alertdialog')
    await question.getByText('It cannot be undone').waitFor()
    await question.getByRole('button', { name: 'Stop', ...named }).click()
    await card.waitFor({ state: 'detached' })
    await until(async () => (await readdir(join(home.path, 'clusters'))).length === 0)
    expect(app.consoleErrors).toEqual([])
  })
})
