import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Locator } from 'playwright-core'
import { figureNames, metricsIntervalMs } from '../../shared/contract/metrics'
import { localEndpoints } from '../support/local-cluster-files'
import { putEach } from '../support/put-each'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { describeHosts } from './driver/describe-hosts'
import { launchWithCluster } from './driver/launch-with-cluster'

const exact = { exact: true } as const
const bytes = (text: string) => new TextEncoder().encode(text)

/** How many pixels of a chart are of a colour that is no grey: its lines. */
function colouredPixels(chart: Locator): Promise<number> {
  return chart.locator('canvas').evaluate((element) => {
    const canvas = element as HTMLCanvasElement
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    let count = 0
    for (let at = 0; at < data.length; at += 4) {
      const [r = 0, g = 0, b = 0, a = 0] = data.subarray(at, at + 4)
      if (a > 128 && Math.max(r, g, b) - Math.min(r, g, b) > 60) count += 1
    }
    return count
  })
}

describeHosts('metrics', (host) => {
  test('are drawn after writes, in both themes, told in words, and exported', async () => {
    await using home = await tempDir()
    const started = await launchWithCluster({ host, home: home.path, version: '3.5.16' })
    await using app = started.app
    const { page } = app
    const [endpoint = ''] = await localEndpoints(home.path)
    const rail = page.getByRole('navigation', { name: 'Sections', ...exact })
    await rail.getByRole('link', { name: 'Metrics', ...exact }).click()
    const fsync = page.getByRole('img', { name: /^WAL fsync[ ,]/ })
    await fsync.waitFor()

    let isWriting = true
    const writing = (async () => {
      while (isWriting) await putEach(endpoint, 200, (i) => ({ key: bytes(`/k/${i}`), value: bytes('v') }))
    })()
    try {
      for (const name of [
        /^WAL fsync .* now: m1 [\d.]+/,
        /^Proposals \(committed, applied\).* now: m1 [\d.,]+/,
        /^gRPC calls by method.*KV\/Put [\d.,]+/,
      ]) {
        const chart = page.getByRole('img', { name })
        await chart.waitFor({ timeout: 30_000 })
        // A line of two points is short; it grows with each scrape.
        await until(async () => (await colouredPixels(chart)) > 20, { timeoutMs: 40_000 })
      }
    } finally {
      isWriting = false
      await writing
    }
    await fsync.focus()
    await page.keyboard.press('ArrowLeft')
    await page
      .getByRole('figure', { name: 'WAL fsync', ...exact })
      .getByText(/^\d\d:\d\d:\d\d$/)
      .waitFor()
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await page.locator(`html[data-theme=${theme}]`).waitFor()
      await until(async () => (await colouredPixels(fsync)) > 20)
    }

    await page.getByRole('radio', { name: 'Table', ...exact }).click()
    const table = page.getByRole('table', { name: 'Latest figures', ...exact })
    await table.getByRole('row', { name: /^Database size file [\d.]+ [KM]iB$/ }).waitFor()
    await page.getByRole('radio', { name: '1 hour', ...exact }).click()

    await page.getByRole('button', { name: 'Export CSV', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'Export metrics', ...exact })
    const path = join(home.path, 'figures.csv')
    await dialog.getByRole('textbox', { name: 'File', ...exact }).fill(path)
    await dialog.getByRole('button', { name: 'Export', ...exact }).click()
    await dialog.getByRole('status').getByText(path).waitFor()
    const text = await readFile(path, 'utf8')
    const [head, ...rows] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
    expect(head).toEqual(['time', 'member_id', 'member', ...figureNames])
    const rates = rows.map((row) => Number(row[head?.indexOf('committedPerSecond') ?? -1]))
    expect(Math.max(...rates)).toBeGreaterThan(10)
    // A file that is there is kept.
    await dialog.getByRole('button', { name: 'Export', ...exact }).click()
    await dialog.getByText('There is already a file figures.csv there.').waitFor()
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()

    await rail.getByRole('link', { name: 'Cluster', ...exact }).click()
    const cards = page.getByRole('list', { name: 'Metrics', ...exact })
    const card = cards.getByRole('img', { name: /^WAL fsync p99: [\d.]+ ms/ })
    await card.waitFor()
    await until(async () => (await colouredPixels(card)) > 20)
    const members = page.getByRole('table', { name: 'Members', ...exact })
    await members.getByRole('row', { name: /m1 .*0 h 0\d m/ }).waitFor()

    // Nobody is asked behind another section: nothing is added to what is kept.
    const folder = join(home.path, 'metrics')
    const [kept = ''] = (await readdir(folder)).filter((name) => name.endsWith('.points'))
    const size = async () => (await stat(join(folder, kept))).size
    await rail.getByRole('link', { name: 'Keys', ...exact }).click()
    await cards.waitFor({ state: 'detached' })
    // An answer that was on its way.
    await new Promise((resolve) => setTimeout(resolve, 500))
    const before = await size()
    await new Promise((resolve) => setTimeout(resolve, metricsIntervalMs + 1_500))
    expect(await size()).toBe(before)
    await rail.getByRole('link', { name: 'Metrics', ...exact }).click()
    await until(async () => (await size()) > before)
    expect(app.consoleErrors).toEqual([])
  })

  test('of a member that is down are missing, and it is said why', async () => {
    await using home = await tempDir()
    const started = await launchWithCluster({ host, home: home.path, version: '3.4.23' })
    await using app = started.app
    const { page } = app
    await page.getByRole('link', { name: 'Cluster', ...exact }).click()
    await page.getByRole('list', { name: 'Metrics', ...exact }).waitFor()
    await page.getByRole('button', { name: 'Kill', ...exact }).click()
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: 'Kill', ...exact })
      .click()
    await page.getByRole('link', { name: 'Metrics', ...exact }).click()
    await page.getByText(/is missing in the charts: Nobody is listening at/).waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Metrics address of m1', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'Metrics of m1', ...exact })
    await dialog.getByRole('textbox', { name: 'Address', ...exact }).fill('ftp://there')
    await dialog.getByRole('button', { name: 'Save', ...exact }).click()
    await dialog.getByText('An address of metrics begins with http:// or https://.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel', ...exact }).click()
  })
})
