import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { etcdctl } from '../support/etcdctl'
import { startEtcd } from '../support/etcd-server'
import { freePorts } from '../support/ports'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'
import { launchWithCluster } from './driver/launch-with-cluster'

const exact = { exact: true } as const

function parts(page: Page) {
  const table = page.getByRole('table', { name: 'Members', ...exact })
  const rowOf = (name: string) =>
    table.getByRole('row').filter({ has: page.getByRole('button', { name: `More for ${name}`, ...exact }) })
  async function choose(member: string, item: string) {
    await rowOf(member)
      .getByRole('button', { name: `More for ${member}`, ...exact })
      .click()
    await page.getByRole('menuitem', { name: item, ...exact }).click()
    return page.getByRole('alertdialog')
  }
  return { table, rowOf, choose, ask: page.getByRole('alertdialog') }
}

describeHosts('the membership', (host) => {
  test('leadership is moved; a member is added with the flags to start it, named as not started, and removed', async () => {
    await using etcd = await startEtcd({ version: '3.5.16', members: 3 })
    const ctl = etcdctl('3.5.16', etcd.endpoints)
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'three', endpoints: etcd.endpoints })
    await page.getByRole('link', { name: 'Cluster', ...exact }).click()
    const { table, rowOf, choose, ask } = parts(page)

    const leading = table
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: 'Move leader', ...exact }) })
    await leading.waitFor()
    const before = /m\d/.exec(await leading.innerText())?.[0] ?? ''
    await leading.getByRole('button', { name: 'Move leader', ...exact }).click()
    await ask.getByText(`Moves the leadership of 3 members from ${before} to`).waitFor()
    const next = (await ask.getByRole('combobox', { name: 'New leader', ...exact }).innerText()).trim()
    await ask.getByRole('button', { name: 'Move leader', ...exact }).click()
    await page.getByText(`${next} leads in place of ${before}, seen after`).waitFor()
    await rowOf(next)
      .getByRole('button', { name: 'Move leader', ...exact })
      .waitFor()
    const status = await ctl('endpoint', 'status')
    const endpoint = etcd.endpoints[Number(next.slice(1)) - 1] ?? ''
    expect(status.split('\n').find((line) => line.startsWith(endpoint))).toMatch(/, true, false,/)

    const [port = 0] = await freePorts(1)
    const peerUrl = `http://127.0.0.1:${port}`
    await page.getByRole('button', { name: 'Add member', ...exact }).click()
    await ask.getByRole('textbox', { name: 'Name', ...exact }).fill('m2')
    await ask.getByText('There is a member m2 already.').waitFor()
    await ask.getByRole('textbox', { name: 'Name', ...exact }).fill('m4')
    await ask.getByRole('textbox', { name: 'Peer URLs', ...exact }).fill(peerUrl)
    const start = page.getByRole('dialog', { name: 'Start m4', ...exact })
    // etcd wants all voters connected for five seconds first, and says so beside what was typed.
    await until(
      async () => {
        await ask.getByRole('button', { name: 'Add', ...exact }).click()
        await start.waitFor({ timeout: 2_000 })
        return true
      },
      { timeoutMs: 20_000, what: 'etcd takes the member' },
    )
    const settings = await start.getByRole('region', { name: 'Start settings', ...exact }).innerText()
    expect(settings).toContain('--name=m4')
    expect(settings).toContain('--initial-cluster-state=existing')
    expect(settings).toContain(`m4=${peerUrl}`)
    await start.getByRole('button', { name: 'Close', ...exact }).click()

    // etcdctl leaves out leading zeroes, the page does not.
    const short = /^(\w+), unstarted/m.exec(await ctl('member', 'list'))?.[1] ?? ''
    const id = short.padStart(16, '0')
    await rowOf(id).getByText('not started').waitFor()
    const promote = await choose(id, 'Promote')
    await promote.getByText('has never started').waitFor()
    expect(await promote.getByRole('button', { name: 'Promote', ...exact }).isDisabled()).toBe(true)
    await promote.getByRole('button', { name: 'Cancel', ...exact }).click()

    const remove = await choose(id, 'Remove')
    await remove.getByText(`Removes 1 of 4 members, the learner ${id}, on three (`).waitFor()
    await remove.getByRole('button', { name: 'Remove', ...exact }).click()
    await until(async () => !(await ctl('member', 'list')).includes(short))
    await rowOf(id).waitFor({ state: 'detached' })
    expect(app.consoleErrors).toEqual([])
  })

  test('production asks for its name, and a read-only connection offers no change', async () => {
    await using etcd = await startEtcd({ version: '3.4.23', members: 3 })
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'k8s', endpoints: etcd.endpoints, environment: 'Production' })
    await page.getByRole('link', { name: 'Cluster', ...exact }).click()
    const { table, ask } = parts(page)
    await table.getByRole('button', { name: 'Move leader', ...exact }).click()
    const move = ask.getByRole('button', { name: 'Move leader', ...exact })
    const typed = ask.getByRole('textbox', { name: 'Type k8s to confirm', ...exact })
    await typed.fill('k8')
    expect(await move.isDisabled()).toBe(true)
    await typed.fill('k8s')
    await move.click()
    await page.getByText('leads in place of').waitFor()

    await page.getByRole('button', { name: 'Home', ...exact }).click()
    await connect(page, { name: 'look', endpoints: etcd.endpoints, isReadOnly: true })
    const front = page.locator('#tab-panel')
    await page.getByRole('link', { name: 'Cluster', ...exact }).click()
    await front
      .getByRole('table', { name: 'Members', ...exact })
      .getByText('m3', exact)
      .waitFor()
    for (const name of ['Add member', 'Move leader', 'More for m1'])
      expect(await front.getByRole('button', { name, ...exact }).count()).toBe(0)
    expect(app.consoleErrors).toEqual([])
  })

  test('a local cluster gets a learner that runs, is promoted, and is removed with its data', async () => {
    await using home = await tempDir()
    const { app: launched, ctl } = await launchWithCluster({ host, home: home.path, version: '3.5.16' })
    await using app = launched
    const { page } = app
    await page.getByRole('link', { name: 'Cluster', ...exact }).click()
    const { rowOf, choose, ask } = parts(page)
    await rowOf('m1').waitFor()

    await page.getByRole('button', { name: 'Add member', ...exact }).click()
    await ask.getByRole('button', { name: 'Add', ...exact }).click()
    await page.getByText('m2 was added as a learner and runs').waitFor({ timeout: 60_000 })
    await rowOf('m2').getByText('learner').waitFor()
    expect(await ctl('member', 'list')).toMatch(/started, m2, .*, true$/m)

    const promote = await choose('m2', 'Promote')
    await promote.getByText('m2 has caught up with the leader.').waitFor({ timeout: 30_000 })
    await promote.getByRole('button', { name: 'Promote', ...exact }).click()
    await page.getByText('m2 was promoted: 2 members vote').waitFor({ timeout: 30_000 })
    expect(await ctl('member', 'list')).toMatch(/started, m2, .*, false$/m)

    const remove = await choose('m2', 'Remove')
    await remove.getByRole('checkbox', { name: 'Delete its data', ...exact }).waitFor()
    await remove.getByRole('button', { name: 'Remove', ...exact }).click()
    await page
      .getByText('m2 was removed and its process ended; its data was deleted')
      .waitFor({ timeout: 60_000 })
    await until(async () => !(await ctl('member', 'list')).includes('m2'))
    expect(app.consoleErrors).toEqual([])
  })
})
