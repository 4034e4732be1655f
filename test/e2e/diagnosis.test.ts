import { readdir, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { tempDir, type TempDir } from '../support/temp-dir'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

// One cluster, one story: each step goes on where the one before ended.
describeHosts('members and diagnosis', (host) => {
  let home: TempDir
  let app: App
  const members = () => app.page.getByRole('table', { name: 'Members', ...exact })
  const leading = () =>
    members()
      .locator('tbody tr')
      .filter({ hasText: /leader/i })
      .filter({ hasText: /m\d/ })
  const rowOf = (name: string) => members().locator('tbody tr').filter({ hasText: name }).first()
  const show = (view: string) => app.page.getByRole('tab', { name: view, ...exact }).click()
  const findings = () => app.page.getByRole('list', { name: 'Findings', ...exact })
  const summary = () => app.page.getByRole('region', { name: 'Diagnosis', ...exact }).getByRole('status')
  let old = ''

  /** The process of a member of the only local cluster, as the app wrote it down. */
  async function pidOf(name: string): Promise<number> {
    const root = join(home.path, 'clusters')
    const [id = ''] = await readdir(root)
    const record = JSON.parse(await readFile(join(root, id, 'cluster.json'), 'utf8')) as {
      readonly members: readonly { readonly name: string; readonly process?: { readonly pid: number } }[]
    }
    return record.members.find((member) => member.name === name)?.process?.pid ?? 0
  }

  beforeAll(async () => {
    home = await tempDir()
    const path = [engineDir('3.5.16'), process.env['PATH']].join(delimiter)
    app = await launchApp({ host, home: home.path, env: { PATH: path } })
    await app.page.getByRole('radio', { name: '3', ...exact }).click()
    await app.page
      .getByRole('region', { name: 'Local clusters', ...exact })
      .getByRole('button', { name: 'Start', ...exact })
      .click()
    await app.page.getByText('No keys yet').waitFor({ timeout: 60_000 })
    await app.page.getByRole('link', { name: 'Cluster' }).click()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('each member is shown with its role, and in full on demand', async () => {
    await app.page.getByText('tolerates 1 failure').waitFor()
    await leading().first().waitFor()
    old = /m\d/.exec(await leading().first().innerText())?.[0] ?? ''
    await app.page.getByRole('button', { name: `Details of ${old}`, ...exact }).click()
    const details = members().locator('dl')
    await details
      .getByText(/^answered in /)
      .first()
      .waitFor()
    const words = await details.innerText()
    expect(words).toMatch(/Linearizable read\s+answered in [\d.]+ m?s/)
    expect(words).toMatch(/Serializable read\s+answered in [\d.]+ m?s/)
    expect(words).toMatch(/Alarms\s+none/)
    await app.page.getByRole('button', { name: `Details of ${old}`, ...exact }).click()
  })

  test('of a killed leader the page says what is left, who leads, and what to do', async () => {
    const pid = await pidOf(old)
    expect(pid).toBeGreaterThan(1)
    process.kill(pid, 'SIGKILL')
    await rowOf(old)
      .getByText(/^exited$/i)
      .waitFor()
    await app.page.getByText('tolerates no failure').waitFor()
    await leading().filter({ hasNotText: old }).first().waitFor({ timeout: 30_000 })
    await show('Diagnosis')
    const gone = findings().getByRole('article', { name: `Member ${old} does not answer.` })
    await gone.getByText(/^Nobody is listening at /).waitFor()
    await findings()
      .getByRole('article', { name: /tolerates no further failure/ })
      .waitFor()
    await expect.poll(() => summary().innerText()).toMatch(/critical\s+\d+ things found/i)
    await gone.getByRole('button', { name: 'Show the members', ...exact }).click()
    await rowOf(old)
      .getByRole('button', { name: 'Start', ...exact })
      .click()
    await rowOf(old)
      .getByText(/^healthy$/i)
      .waitFor({ timeout: 30_000 })
    await app.page.getByText('tolerates 1 failure').waitFor({ timeout: 30_000 })
  })

  test('nothing that is wrong is left then, and what was checked is said', async () => {
    await show('Diagnosis')
    await findings()
      .getByRole('article', { name: /does not answer/ })
      .waitFor({ state: 'detached' })
    const passed = app.page.getByRole('region', { name: 'In order', ...exact })
    await passed.getByText(/^3 of 3 voting members answer; 1 failure tolerated\.$/).waitFor()
    await passed.getByText(/^3 members answered, each at its own endpoint/).waitFor()
    expect(app.consoleErrors).toEqual([])
  })

  test('the report is copied as text', async () => {
    await app.page.evaluate(
      'navigator.clipboard.writeText = (text) => ((window.copiedText = text), Promise.resolve())',
    )
    await app.page.getByRole('button', { name: 'Copy report', ...exact }).click()
    await app.page.getByRole('button', { name: 'Copied', ...exact }).waitFor()
    expect(await app.page.evaluate('window.copiedText')).toMatch(/^# Diagnosis of local-3\n[^]+## In order\n/)
  })
})
