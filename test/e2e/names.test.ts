import { delimiter } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { tempDir } from '../support/temp-dir'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

// Roles and names are part of the product: assistive technology and other people's scripts rely on them.
describeHosts('names that assistive technology relies on', (host) => {
  test('are there in every section, and each once', async () => {
    await using home = await tempDir()
    const path = [engineDir('3.5.16'), process.env['PATH']].join(delimiter)
    await using app = await launchApp({ host, home: home.path, env: { PATH: path } })
    const { page } = app
    type Role = Parameters<typeof page.getByRole>[0]
    const once = async (where: Pick<Locator, 'getByRole'>, role: Role, ...names: string[]) => {
      for (const name of names) {
        const found = where.getByRole(role, { name, exact: true })
        await found.first().waitFor()
        expect(await found.count(), `${role} "${name}"`).toBe(1)
      }
    }

    await once(page, 'heading', 'Connect to etcd')
    await once(page, 'button', 'New connection')
    const clusters = page.getByRole('region', { name: 'Local clusters', exact: true })
    await once(clusters, 'radiogroup', 'Members')
    await once(clusters, 'radio', '1', '3', '5')

    await page.getByRole('button', { name: 'New connection', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'New connection', exact: true })
    await once(dialog, 'textbox', 'Name', 'Endpoints', 'User', 'Password')
    await once(dialog, 'checkbox', 'Use TLS', 'Read-only')
    await once(dialog, 'button', 'Test', 'Connect')
    await page.keyboard.press('Escape')

    await clusters.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByRole('tab', { name: 'local-1' }).waitFor({ timeout: 60_000 })
    await once(page, 'tablist', 'Connections')
    const sections = page.getByRole('navigation', { name: 'Sections', exact: true })
    for (const name of ['Keys', 'History', 'Watch', 'Cluster', 'Snapshots', 'Leases', 'Settings']) {
      await sections.getByRole('link', { name }).waitFor()
    }

    await once(page, 'tree', 'Keys')
    await once(page, 'textbox', 'Filter or go to prefix')
    await page.getByRole('button', { name: 'New key', exact: true }).click()
    const newKey = page.getByRole('dialog', { name: 'New key', exact: true })
    await newKey.getByRole('textbox', { name: 'Key', exact: true }).fill('/named/key')
    await newKey.getByRole('textbox', { name: 'Value', exact: true }).fill('{"a": 1}')
    await newKey.getByRole('button', { name: 'Create', exact: true }).click()

    const item = page.getByRole('treeitem', { name: 'key', exact: true })
    await item.waitFor()
    expect(await item.getAttribute('aria-level')).toBe('2')
    expect(await item.getAttribute('aria-selected')).toBe('true')
    const folder = page.getByRole('treeitem', { name: '/named', exact: true })
    expect(await folder.getAttribute('aria-expanded')).toBe('true')
    const value = page.getByRole('region', { name: 'Value', exact: true })
    await once(value, 'textbox', 'Value')
    await once(value, 'button', 'Save', 'Delete', 'Copy as')
    await once(value, 'combobox', 'Shown as')
    await once(page, 'region', 'Key details')

    await once(page, 'list', 'Revisions')
    await sections.getByRole('link', { name: 'History' }).click()
    await once(page, 'list', 'Revisions')
    await once(page, 'region', 'Diff')
    await once(page, 'button', 'Put it back')

    await sections.getByRole('link', { name: 'Cluster' }).click()
    await once(page, 'table', 'Members')
    await once(page, 'button', 'Snapshot now')
    await sections.getByRole('link', { name: 'Snapshots' }).click()
    await once(page, 'button', 'Save snapshot')
    await page.getByRole('button', { name: 'Home', exact: true }).click()
    const article = page.getByRole('article', { name: 'local-1', exact: true })
    await once(article, 'button', 'Open', 'Stop', 'Snapshot', 'Remove')
    expect(app.consoleErrors).toEqual([])
  })

  test('Home, the tree and a save work from the keyboard alone', async () => {
    await using home = await tempDir()
    const path = [engineDir('3.5.16'), process.env['PATH']].join(delimiter)
    await using app = await launchApp({ host, home: home.path, env: { PATH: path } })
    const { page } = app
    const clusters = page.getByRole('region', { name: 'Local clusters', exact: true })
    await clusters.getByRole('button', { name: 'Start', exact: true }).press('Enter')
    const create = page.getByRole('button', { name: 'Create the first key', exact: true })
    await create.waitFor({ timeout: 60_000 })
    await create.press('Enter')
    const newKey = page.getByRole('dialog', { name: 'New key', exact: true })
    await newKey.waitFor()
    await newKey.getByRole('textbox', { name: 'Key', exact: true }).focus()
    await page.keyboard.type('/k/one')
    await page.keyboard.press('Tab')
    await newKey.getByRole('textbox', { name: 'Value', exact: true }).focus()
    await page.keyboard.type('first')
    await newKey.getByRole('button', { name: 'Create', exact: true }).press('Enter')
    await page.getByRole('treeitem', { name: 'one', exact: true }).waitFor()

    await page.getByRole('tree', { name: 'Keys', exact: true }).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('treeitem', { name: 'one', exact: true }).waitFor({ state: 'detached' })
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    const value = page.getByRole('region', { name: 'Value', exact: true })
    await value.getByRole('textbox', { name: 'Value', exact: true }).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('second')
    await page.keyboard.press('ControlOrMeta+s')
    await page.getByRole('region', { name: 'Key details', exact: true }).getByText('rev 3').waitFor()
  })
})
