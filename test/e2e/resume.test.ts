import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { cleanEnv } from '../support/etcd-process'
import { etcdctl } from '../support/etcdctl'
import { localEndpoints } from '../support/local-cluster-files'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const version = '3.5.16'
const exact = { exact: true } as const
const count = 10_000
const countText = '10,000'

// One story: the app is killed while it deletes a folder, is started again, and the deletion goes on and is undone.
describeHosts('a change the app did not live to end', (host) => {
  let home: TempDir
  let app: App
  let ctl: ReturnType<typeof etcdctl>
  let before = ''
  const tree = () => app.page.getByRole('tree', { name: 'Keys', exact: true })
  const row = (name: string) => tree().getByRole('treeitem', { name, ...exact })
  const dump = () => ctl('get', '--prefix', '/app/')
  const lines = async () =>
    (await ctl('get', '--prefix', '--keys-only', '/app/')).match(/^\/app/gm)?.length ?? 0

  /** A hundred keys a transaction: the text of etcdctl's own. */
  function putAll(endpoint: string, from: number): Promise<void> {
    const puts = Array.from(
      { length: 100 },
      (_, i) => `put /app/${String(from + i).padStart(5, '0')} v${from + i}`,
    )
    const program = join(engineDir(version) ?? '', 'etcdctl')
    return new Promise((resolve, reject) => {
      const child = execFile(program, ['--endpoints', endpoint, 'txn'], { env: cleanEnv() }, (error) =>
        error ? reject(error) : resolve(),
      )
      child.stdin?.end(`\n${puts.join('\n')}\n\n\n`)
    })
  }

  beforeAll(async () => {
    home = await tempDir()
    const path = [engineDir(version), process.env['PATH']].join(delimiter)
    app = await launchApp({ host, home: home.path, env: { PATH: path } })
    await app.page
      .getByRole('region', { name: 'Local clusters', ...exact })
      .getByRole('button', { name: 'Start', ...exact })
      .click()
    await app.page.getByText('No keys yet').waitFor({ timeout: 60_000 })
    const endpoints = await localEndpoints(home.path)
    ctl = etcdctl(version, endpoints)
    for (let from = 0; from < count; from += 100) await putAll(endpoints[0] ?? '', from)
    before = await dump()
    await row('/app').waitFor()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('a folder that was being deleted is named after the restart, gone on with, and comes back by Undo', async () => {
    await row('/app').click()
    await app.page.keyboard.press('Delete')
    const question = () => app.page.getByRole('alertdialog', { name: 'Delete folder /app?' })
    await question().getByText(`${countText} keys, `).waitFor()
    await question()
      .getByRole('textbox', { name: 'Type /app to confirm', ...exact })
      .fill('/app')
    const backups = join(home.path, 'backups')
    const isBegun = async () => {
      const [name] = (await readdir(backups).catch(() => [])).filter((each) => each.endsWith('.operation'))
      return name !== undefined && (await stat(join(backups, name))).size > 0
    }
    const begun = until(isBegun, { intervalMs: 1 })
    await question()
      .getByRole('button', { name: 'Delete', ...exact })
      .click({ noWaitAfter: true })
    await begun
    process.kill(app.pid(), 'SIGKILL')
    await app.kill9()
    const left = await lines()
    expect(left).toBeGreaterThan(0)

    await app.restart()
    const cluster = app.page.getByRole('article', { name: 'local-1' })
    await until(
      async () => {
        if (await tree().isVisible()) return true
        const open = cluster.getByRole('button', { name: 'Open', ...exact })
        await open.click({ timeout: 300 }).catch(() => {})
        return false
      },
      { timeoutMs: 60_000 },
    )
    const notice = app.page.getByRole('status').filter({ hasText: 'Unfinished: Delete folder /app.' })
    await notice.getByRole('button', { name: 'Show', ...exact }).click()
    const dialog = app.page.getByRole('dialog', { name: 'Operations', ...exact })
    await dialog.getByText(/^Deleted [\d,]+ of 10,000 keys, [\d,]+ not touched/).waitFor()
    await dialog.getByRole('button', { name: 'Go on: Delete folder /app' }).click()
    await question().getByText(`${countText} keys, `).waitFor()
    await question()
      .getByRole('textbox', { name: 'Type /app to confirm', ...exact })
      .fill('/app')
    await question()
      .getByRole('button', { name: 'Delete', ...exact })
      .click()
    await app.page.getByRole('status').getByText(`Deleted ${countText} keys`).waitFor({ timeout: 60_000 })
    expect(await lines()).toBe(0)

    await app.page
      .getByRole('status')
      .getByRole('button', { name: 'Undo', ...exact })
      .click()
    await app.page.getByRole('status').getByText(`Put back ${countText} keys`).waitFor({ timeout: 60_000 })
    expect(await dump()).toBe(before)
    expect(app.consoleErrors).toEqual([])
  })
})
