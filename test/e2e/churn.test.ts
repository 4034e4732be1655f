import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { etcdctl } from '../support/etcdctl'
import { tempDir, type TempDir } from '../support/temp-dir'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchWithCluster } from './driver/launch-with-cluster'

const version = '3.5.16'
const exact = { exact: true } as const

// Who writes most, exactly: as folders, as keys, sorted, and with what was compacted left out.
describeHosts('churn', (host) => {
  let home: TempDir
  let app: App
  let page: Page
  let ctl: ReturnType<typeof etcdctl>
  const table = () => page.getByRole('table', { name: 'Churn', ...exact })
  /** Name, revisions, deletes, keys and bytes of each row. */
  const rows = async () =>
    (await table().locator('tbody tr').all()).reduce<Promise<string[][]>>(async (all, row) => {
      const cells = await row.locator('th, td').allInnerTexts()
      return [...(await all), cells.slice(0, 5).map((cell) => cell.trim())]
    }, Promise.resolve([]))
  const look = (name: string) =>
    table()
      .getByRole('button', { name, ...exact })
      .click()
  const read = () => page.getByRole('button', { name: 'Read', ...exact }).click()

  beforeAll(async () => {
    home = await tempDir()
    ;({ app, ctl } = await launchWithCluster({ host, home: home.path, version }))
    page = app.page
    // Revisions 2 to 12: eleven of 10 + 6 bytes; 13: a delete of 10 bytes; 14 to 16: three of 7 + 100 bytes.
    for (let i = 0; i < 11; i++) await ctl('put', '/app/web/a', `val ${String(i).padStart(2, '0')}`)
    await ctl('del', '/app/web/a')
    for (let i = 0; i < 3; i++) await ctl('put', '/app/db', 'x'.repeat(100))
    await ctl('put', '/z', 'z')
    await page.getByRole('link', { name: 'History', ...exact }).click()
    await page.getByRole('tab', { name: 'Churn', ...exact }).click()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('the whole window is summed up by folder, and looked into', async () => {
    await read()
    await page
      .getByText('Revisions 2 to 17; nothing was ever compacted, so this is all that was written.')
      .waitFor()
    expect(await rows()).toEqual([
      ['/app/', '15', '1', '2', `${11 * 16 + 10 + 3 * 107} B`],
      ['/z', '1', '0', '', '3 B'],
    ])
    await look('/app/')
    expect(await rows()).toEqual([
      ['db', '3', '0', '', '321 B'],
      ['web/', '12', '1', '1', '186 B'],
    ])
    const revisions = table().getByRole('columnheader', { name: 'Revisions', ...exact })
    expect(
      await table()
        .getByRole('columnheader', { name: 'Bytes', ...exact })
        .getAttribute('aria-sort'),
    ).toBe('descending')
    await revisions.getByRole('button').click()
    expect(await revisions.getAttribute('aria-sort')).toBe('descending')
    expect((await rows()).map(([name]) => name)).toEqual(['web/', 'db'])
    await table().getByText('80.0 %').waitFor()
    await revisions.getByRole('button').click()
    expect(await revisions.getAttribute('aria-sort')).toBe('ascending')
    expect((await rows()).map(([name]) => name)).toEqual(['db', 'web/'])
    await page
      .getByRole('navigation', { name: 'Folders above' })
      .getByRole('button', { name: 'All keys' })
      .click()
    expect((await rows()).map(([name]) => name)).toEqual(['/z', '/app/'])
  })

  test('all keys are listed flat, and one leads to its revisions', async () => {
    await page.getByRole('combobox', { name: 'Show', ...exact }).click()
    await page.getByRole('option', { name: 'Keys below it', ...exact }).click()
    expect((await rows()).map(([name, count]) => [name, count])).toEqual([
      ['/z', '1'],
      ['/app/db', '3'],
      ['/app/web/a', '12'],
    ])
    await look('/app/web/a')
    await page
      .getByRole('list', { name: 'Revisions', ...exact })
      .getByText('deleted')
      .first()
      .waitFor()
  })

  test('below a prefix and after a compaction only what is left is counted, and that is said', async () => {
    await ctl('compaction', '14')
    await page.getByRole('tab', { name: 'Churn', ...exact }).click()
    await page
      .getByText(/Revisions 2 to 17; nothing was compacted when .* Compacted since, up to revision 14\./)
      .waitFor()
    await page.getByRole('textbox', { name: 'Prefix', ...exact }).fill('/app/')
    await read()
    await page.getByText('Revisions 15 to 17; what was compacted, up to revision 14, is not in it.').waitFor()
    expect(await rows()).toEqual([['db', '2', '0', '', '214 B']])
    await page.getByRole('textbox', { name: 'Prefix', ...exact }).fill('/nothing/')
    await read()
    await page.getByText('Nothing was written', exact).waitFor()
  })
})
