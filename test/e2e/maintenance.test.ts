import { delimiter } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { etcdctl } from '../support/etcdctl'
import { localEndpoints } from '../support/local-cluster-files'
import { putEach } from '../support/put-each'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const version = '3.5.16'
const exact = { exact: true } as const
const bytes = (text: string) => new TextEncoder().encode(text)

/** Many versions of one key, each of a size. */
const fillKey = (endpoint: string, key: string, count: number, sizeBytes: number) => {
  const value = bytes('x'.repeat(sizeBytes))
  return putEach(endpoint, count, () => ({ key: bytes(key), value }))
}

// One cluster, one story: each step goes on where the one before ended.
describeHosts('maintenance of three members', (host) => {
  let home: TempDir
  let app: App
  let page: Page
  let ctl: ReturnType<typeof etcdctl>
  const press = (name: string) =>
    page
      .getByRole('region', { name: 'Cluster', ...exact })
      .getByRole('button', { name, ...exact })
      .click()
  const question = () => page.getByRole('alertdialog')
  const dialog = (name: string) => page.getByRole('dialog', { name, ...exact })

  beforeAll(async () => {
    home = await tempDir()
    const path = [engineDir(version), process.env['PATH']].join(delimiter)
    app = await launchApp({ host, home: home.path, env: { PATH: path } })
    page = app.page
    await page.getByRole('radio', { name: '3', ...exact }).click()
    await page
      .getByRole('region', { name: 'Local clusters', ...exact })
      .getByRole('button', { name: 'Start', ...exact })
      .click()
    await page.getByText('No keys yet').waitFor({ timeout: 60_000 })
    const endpoints = await localEndpoints(home.path)
    ctl = etcdctl(version, endpoints)
    await fillKey(endpoints[0] ?? '', '/app/state', 1_000, 4_000)
    await page.getByRole('link', { name: 'Cluster' }).click()
    await page
      .getByRole('table', { name: 'Members', ...exact })
      .getByText(/leader/i)
      .first()
      .waitFor()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('compact: what is wrong stands beside the field, what goes is shown, and the account tells', async () => {
    await press('Compact')
    await question()
      .getByRole('radio', { name: 'All from a revision on', ...exact })
      .click()
    const revision = question().getByRole('textbox', { name: 'Oldest revision to keep', ...exact })
    await revision.fill('999,999')
    await question().getByRole('alert').getByText('That is in the future').waitFor()
    expect(
      await question()
        .getByRole('button', { name: 'Compact', ...exact })
        .isDisabled(),
    ).toBe(true)
    await question()
      .getByRole('radio', { name: 'The newest revisions', ...exact })
      .click()
    await question()
      .getByRole('textbox', { name: 'Revisions to keep', ...exact })
      .fill('10')
    await question().getByText('Drops 991 revisions for ever, all before revision 992, on local-3').waitFor()
    await question()
      .getByRole('button', { name: 'Compact', ...exact })
      .click()
    const account = dialog('Compacted')
    await account.getByText('991 revisions dropped in').waitFor()
    await expect.poll(() => account.getByRole('row').count()).toBe(4)
    await expect(ctl('get', '/app/state', '--rev=991')).rejects.toThrow('compacted')
    expect(await ctl('get', '/app/state', '--rev=992', '--keys-only')).toContain('/app/state')
    await account.getByRole('button', { name: 'Close', ...exact }).click()
  })

  test('defragment: the order is shown, the leader last, and what each member gave back', async () => {
    await press('Defragment')
    const order = question().getByRole('table', { name: 'Order', ...exact })
    await order.waitFor()
    const rows = await order.locator('tbody tr').allInnerTexts()
    expect(rows).toHaveLength(3)
    expect(rows.map((row) => row.includes('leader'))).toEqual([false, false, true])
    await question()
      .getByText('Rewrites the database of 3 members, one after the other, on local-3')
      .waitFor()
    await question()
      .getByRole('button', { name: 'Defragment', ...exact })
      .click()
    const account = dialog('Defragmentation')
    await account.getByText(/^Won .* on 3 members in/).waitFor({ timeout: 60_000 })
    await account.getByText('Leadership went from').waitFor()
    await expect.poll(() => account.getByText('done', exact).count()).toBe(3)
    const status = JSON.parse(await ctl('endpoint', 'status', '-w', 'json')) as {
      Status: { dbSize: number }
    }[]
    for (const each of status) expect(each.Status.dbSize).toBeLessThan(1_000_000)
    await account.getByRole('button', { name: 'Close', ...exact }).click()
  })

  test('check hashes: all members hold the same', async () => {
    await press('Check hashes')
    const check = dialog('Check hashes')
    await check.getByText('All 3 members hold the same data at revision 1,001.').waitFor()
    const table = check.getByRole('table', { name: 'Hashes', ...exact })
    const hashes = (await table.locator('tbody tr').allInnerTexts()).map((row) => /\d{6,}/.exec(row)?.[0])
    expect(new Set(hashes).size).toBe(1)
    expect(await ctl('endpoint', 'hashkv', '--rev=1001', '-w', 'json')).toContain(`"hash":${hashes[0]}`)
    await check.getByRole('button', { name: 'Close', ...exact }).click()
  })

  test('a CORRUPT alarm that names no member is explained, and disarmed only when it is typed', async () => {
    const [endpoint = ''] = await localEndpoints(home.path)
    // As etcd's own periodic check raises it.
    const body = JSON.stringify({ action: 'ACTIVATE', memberID: '0', alarm: 'CORRUPT' })
    await fetch(`${endpoint}/v3/maintenance/alarm`, { method: 'POST', body })
    const alarms = page.getByRole('region', { name: 'Alarms', ...exact })
    await alarms.getByText('Check the hashes: that names the member.').waitFor()
    await alarms.getByRole('button', { name: 'Disarm', ...exact }).click()
    await question().getByText('Disarming repairs nothing').waitFor()
    const disarm = question().getByRole('button', { name: 'Disarm', ...exact })
    expect(await disarm.isDisabled()).toBe(true)
    await question()
      .getByRole('textbox', { name: 'Type CORRUPT to confirm', ...exact })
      .fill('CORRUPT')
    await disarm.click()
    await alarms.getByText(/^None\./).waitFor()
    expect(await ctl('alarm', 'list')).toBe('')
  })

  test('the page had nothing to complain about', () => {
    expect(app.consoleErrors).toEqual([])
  })
})

describeHosts('the space guide', (host) => {
  let home: TempDir
  let etcd: RunningEtcd
  let app: App
  let page: Page
  const guide = () => page.getByRole('dialog', { name: 'Space guide', ...exact })
  const question = () => page.getByRole('alertdialog')
  const step = (title: string) => guide().getByRole('listitem').filter({ hasText: title })

  beforeAll(async () => {
    home = await tempDir()
    etcd = await startEtcd({ version, members: 3, args: ['--quota-backend-bytes=16777216'] })
    // The quota is compared with the file, which grows a moment after the writes.
    await until(
      async () => {
        await fillKey(etcd.endpoints[0] ?? '', '/app/state', 50, 60_000).catch(() => {})
        return (await etcd.etcdctl('alarm', 'list')).includes('NOSPACE')
      },
      { timeoutMs: 30_000, what: 'the NOSPACE alarm is raised' },
    )
    app = await launchApp({ host, home: home.path })
    page = app.page
    await connect(page, { name: 'full', endpoints: etcd.endpoints })
    await page.getByRole('tree', { name: 'Keys', ...exact }).waitFor()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('a write that fails for want of space leads to it', async () => {
    await page
      .getByRole('button', { name: 'New key', ...exact })
      .first()
      .click()
    const create = page.getByRole('dialog', { name: 'New key', ...exact })
    await create.getByRole('textbox', { name: 'Key', ...exact }).fill('/app/new')
    await create.getByRole('button', { name: 'Create', ...exact }).click()
    await create.getByRole('button', { name: 'Space guide', ...exact }).click()
    await guide().waitFor()
    await step('See what fills it').getByText('next').waitFor()
  })

  test('what fills it is one key’s old versions', async () => {
    await guide()
      .getByRole('button', { name: 'Read what fills it', ...exact })
      .click()
    const filled = guide()
      .getByRole('table', { name: 'What fills it', ...exact })
      .getByRole('row')
    await filled.filter({ hasText: '/app/state' }).getByText('MiB').waitFor()
    await step('Compact what is old').getByText('next').waitFor()
  })

  test('it is left, gone on with, compacted and defragmented', async () => {
    await guide()
      .getByRole('button', { name: 'Close', ...exact })
      .click()
    const create = page.getByRole('dialog', { name: 'New key', ...exact })
    const typed = create.getByRole('textbox', { name: 'Key', ...exact })
    expect(await typed.inputValue(), 'what was typed is still there').toBe('/app/new')
    await create.getByRole('button', { name: 'Cancel', ...exact }).click()
    await page
      .getByRole('region', { name: 'Alarms', ...exact })
      .getByRole('button', { name: 'Space guide', ...exact })
      .click()
    await step('Compact what is old')
      .getByRole('button', { name: 'Compact', ...exact })
      .click()
    await question()
      .getByRole('textbox', { name: 'Revisions to keep', ...exact })
      .fill('1')
    await question().getByText('Drops').first().waitFor()
    await question()
      .getByRole('button', { name: 'Compact', ...exact })
      .click()
    const compacted = page.getByRole('dialog', { name: 'Compacted', ...exact })
    await compacted.getByRole('button', { name: 'Close', ...exact }).click()
    await step('Defragment the members')
      .getByRole('button', { name: 'Defragment', ...exact })
      .click()
    await question()
      .getByRole('table', { name: 'Order', ...exact })
      .waitFor()
    await question()
      .getByRole('button', { name: 'Defragment', ...exact })
      .click()
    const account = page.getByRole('dialog', { name: 'Defragmentation', ...exact })
    await account.getByText(/^Won .* on 3 members in/).waitFor({ timeout: 60_000 })
    await account.getByRole('button', { name: 'Close', ...exact }).click()
    await step('Check the room').getByText('done', exact).waitFor()
  })

  test('disarmed, it writes again', async () => {
    for (;;) {
      const disarm = step('Disarm NOSPACE').getByRole('button', { name: /^Disarm m\d$/ })
      await step('Disarm NOSPACE')
        .getByText(/^(next|done)$/)
        .waitFor()
      if ((await disarm.count()) === 0) break
      await disarm.first().click()
      await question()
        .getByRole('button', { name: 'Disarm', ...exact })
        .click()
      await question().waitFor({ state: 'detached' })
    }
    await guide().getByText('etcd takes writes.').waitFor()
    expect(await etcd.etcdctl('alarm', 'list')).toBe('')
    expect(await etcd.etcdctl('put', '/app/after', 'v')).toContain('OK')
  })

  test('the page had nothing to complain about', () => {
    expect(app.consoleErrors).toEqual([])
  })
})
