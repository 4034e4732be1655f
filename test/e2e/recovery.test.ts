import { readdir, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

// One cluster, one story: each step goes on where the one before ended.
describeHosts('logs and recoveries of a local cluster', (host) => {
  let home: TempDir
  let app: App
  let page: Page
  const card = () => page.getByRole('article', { name: 'local-3', ...exact })
  const process = (name: string) =>
    page.getByRole('list', { name: 'Processes', ...exact }).getByRole('listitem', { name, ...exact })
  const dialog = () => page.getByRole('dialog', { name: /^Log of/ })
  const lines = () => dialog().getByRole('log', { name: 'Log', ...exact })

  beforeAll(async () => {
    home = await tempDir()
    const path = [engineDir('3.5.16'), globalThis.process.env['PATH']].join(delimiter)
    app = await launchApp({ host, home: home.path, env: { PATH: path } })
    page = app.page
    const clusters = page.getByRole('region', { name: 'Local clusters', ...exact })
    await clusters.getByRole('radio', { name: '3', ...exact }).click()
    await clusters.getByRole('button', { name: 'Start', ...exact }).click()
    await page.getByText('No keys yet').waitFor({ timeout: 60_000 })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('Home tells what runs and what it uses', async () => {
    await page.getByRole('button', { name: 'Home', ...exact }).click()
    await card().getByText('3 members · etcd 3.5.16').waitFor()
    await card()
      .getByText(/^CPU \d+\.\d % · [\d.]+ MiB of memory · [\d.]+ MiB on disk$/)
      .waitFor()
    for (const name of ['Open', 'Stop', 'Remove'])
      expect(
        await card()
          .getByRole('button', { name, ...exact })
          .count(),
      ).toBe(1)
  })

  test('a log is followed, shown by level and searched, line by line', async () => {
    await card()
      .getByRole('button', { name: /^Details/ })
      .click()
    await card()
      .getByRole('button', { name: 'Logs of m1', ...exact })
      .click()
    await lines().getByRole('button').last().waitFor()
    await dialog()
      .getByRole('textbox', { name: 'Find', ...exact })
      .fill('etcdesk starts')
    await dialog().getByText('1 found', exact).waitFor()
    await dialog()
      .getByRole('button', { name: 'Previous match', ...exact })
      .click()
    await dialog().getByText('1 of 1 found', exact).waitFor()
    const found = lines().getByRole('button').filter({ hasText: 'etcdesk starts etcd' })
    await found.click()
    await dialog()
      .getByRole('region', { name: 'Line', ...exact })
      .getByText('program', exact)
      .waitFor()
    await dialog()
      .getByRole('button', { name: 'Close the line', ...exact })
      .click()

    await dialog()
      .getByRole('textbox', { name: 'Find', ...exact })
      .fill('(')
    await dialog()
      .getByRole('checkbox', { name: 'Regex', ...exact })
      .click()
    await dialog()
      .getByText(/is not a regular expression/)
      .waitFor()
    await dialog()
      .getByRole('textbox', { name: 'Find', ...exact })
      .fill('elected \\w+ ')
    await dialog()
      .getByText(/^\d+ found$/)
      .waitFor()

    await dialog()
      .getByRole('combobox', { name: 'Level', ...exact })
      .click()
    await page.getByRole('option', { name: /^Warnings and worse/ }).click()
    await until(async () => {
      const shown = await lines().getByRole('button').allInnerTexts()
      return shown.length > 0 && shown.every((text) => !/\binfo\b/.test(text.slice(0, 30)))
    })
    await dialog()
      .getByRole('button', { name: 'Save…', ...exact })
      .click()
    await dialog()
      .getByRole('button', { name: 'Save', ...exact })
      .click()
    await dialog()
      .getByText(/^\d+ lines, .*\.log$/)
      .waitFor()
    const [name = ''] = await readdir(join(home.path, 'exports'))
    const saved = await readFile(join(home.path, 'exports', name), 'utf8')
    expect(saved).toContain('"level":"warn"')
    expect(saved).not.toContain('"level":"info"')
    await dialog()
      .getByRole('button', { name: 'Close', ...exact })
      .click()
    await card()
      .getByRole('button', { name: 'Open', ...exact })
      .click()
  })

  test('a member that is killed and started tells how it came back, and its log goes on', async () => {
    await page.getByRole('link', { name: 'Cluster', ...exact }).click()
    await page.getByRole('tab', { name: 'Laboratory', ...exact }).click()
    await process('m2')
      .getByText(/^\d+\.\d %$/)
      .waitFor()
    await process('m2')
      .getByRole('button', { name: 'Logs', ...exact })
      .click()
    await lines().getByRole('button').last().waitFor()
    await dialog()
      .getByRole('textbox', { name: 'Find', ...exact })
      .fill('etcdesk starts')
    await dialog().getByText('1 found', exact).waitFor()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })

    await process('m2')
      .getByRole('button', { name: 'Kill', ...exact })
      .click()
    await process('m2').getByText('Its process ended by SIGKILL.').waitFor()
    await process('m2')
      .getByRole('button', { name: 'Start', ...exact })
      .click()
    const recoveries = page.getByRole('region', { name: 'Recoveries', ...exact })
    await recoveries
      .getByText(
        /^m2 was killed at [\d:]+, started at [\d:]+: replayed \d+ entries from its write-ahead log \(1 to \d+\), received \d+ entr\w+ by log, healthy after [\d.]+ m?s\.$/,
      )
      .waitFor({ timeout: 30_000 })
    await process('m2')
      .getByRole('button', { name: 'Logs', ...exact })
      .click()
    await dialog()
      .getByRole('textbox', { name: 'Find', ...exact })
      .fill('etcdesk starts')
    await dialog().getByText('2 found', exact).waitFor()
    await page.keyboard.press('Escape')
  })

  test('a member is paused and resumed', async () => {
    await process('m3')
      .getByRole('button', { name: 'Pause', ...exact })
      .click()
    await process('m3').getByText('paused', exact).waitFor()
    await process('m3')
      .getByRole('button', { name: 'Resume', ...exact })
      .click()
    await process('m3').getByText('healthy', exact).waitFor({ timeout: 30_000 })
  })

  test('the page had nothing to complain about', () => {
    expect(app.consoleErrors).toEqual([])
  })
})
