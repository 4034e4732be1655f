import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { etcdctl } from '../support/etcdctl'
import { startEtcd } from '../support/etcd-server'
import { tempDir, type TempDir } from '../support/temp-dir'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

describeHosts('a snapshot file', (host) => {
  let home: TempDir
  let app: App
  let page: Page
  let file: string

  beforeAll(async () => {
    home = await tempDir()
    file = join(home.path, 'nightly.db')
    await using etcd = await startEtcd({ version: '3.5.16' })
    const ctl = etcdctl('3.5.16', etcd.endpoints)
    await ctl('put', '/app/colour', 'red')
    await ctl('put', '/app/colour', 'blue')
    await ctl('put', '/app/size', '9')
    await ctl('snapshot', 'save', file)
    app = await launchApp({ host, home: join(home.path, 'home') })
    page = app.page
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('that is none is refused beside its path, and what was typed stays', async () => {
    await page.getByRole('button', { name: 'Open snapshot', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'Open snapshot', ...exact })
    const path = dialog.getByRole('textbox', { name: 'Snapshot file', ...exact })
    await path.fill(home.path)
    await dialog.getByRole('button', { name: 'Open', ...exact }).click()
    await dialog.getByText(/is a folder; a snapshot is one file/).waitFor()
    expect(await path.inputValue()).toBe(home.path)
    await path.fill(file)
    await dialog.getByRole('button', { name: 'Open', ...exact }).click()
    await dialog.waitFor({ state: 'hidden' })
  })

  test('is browsed without a server: keys, values, and every revision', async () => {
    await page.getByRole('tab', { name: /nightly\.db.*snapshot.*read-only/i }).waitFor()
    await page.getByRole('treeitem', { name: '/app' }).click()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('treeitem', { name: 'colour' }).click()
    const value = page.getByRole('region', { name: 'Value', ...exact })
    await value.getByText('blue').waitFor()
    await page.keyboard.press('Control+h')
    const revisions = page.getByRole('list', { name: 'Revisions', ...exact })
    await revisions.getByText('red → blue').waitFor()
    await revisions.getByText('nothing before: created here').waitFor()
    // Nobody saw when these were made; that the file was opened now says nothing of it.
    expect(await revisions.getByText('just now').count()).toBe(0)
  })

  test('says what it holds, and has no section of a running cluster', async () => {
    const rail = page.getByRole('navigation', { name: 'Sections', ...exact })
    expect(await rail.getByRole('link').allTextContents()).not.toContain('Watch')
    await rail.getByRole('link', { name: 'Snapshots', ...exact }).click()
    await page.getByRole('table', { name: 'Members in the file', ...exact }).waitFor()
    await page.getByText(file, exact).first().waitFor()
    const verify = page.getByRole('region', { name: 'Verify', ...exact })
    await verify.getByRole('button', { name: 'Verify', ...exact }).click()
    await verify.getByText(/^Nothing is wrong with this file: every page was read/).waitFor()
  })

  test('comes back with its tab after a restart', async () => {
    await app.restart()
    page = app.page
    await page.getByRole('tab', { name: /nightly\.db/ }).click()
    await page.getByRole('link', { name: 'Keys', ...exact }).click()
    await page.getByRole('treeitem', { name: '/app' }).waitFor()
  })
})
