import { mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Page } from 'playwright-core'
import { App } from '../e2e/driver/app'
import { browserRun, closeChromium } from '../e2e/driver/browser-run'
import startDisplay from '../e2e/driver/display'
import { electronRun } from '../e2e/driver/electron-run'
import { hosts, projectDir, type HostName } from '../e2e/driver/machine'
import { engineDir } from '../support/engines'
import { localEndpoints } from '../support/local-cluster-files'
import { tempDir } from '../support/temp-dir'
import { putSample } from './sample'

const dir = join(projectDir, 'docs', 'screenshots')

async function tour(host: HostName): Promise<void> {
  await using home = await tempDir()
  const env = { PATH: [engineDir('3.5.16'), process.env['PATH']].join(delimiter) }
  const options = { home: home.path, env }
  await using app = await App.start(
    host,
    home.path,
    host === 'electron' ? electronRun(options) : browserRun(options),
  )
  const { page } = app
  const named = { exact: true } as const

  await page.getByRole('radio', { name: '3', ...named }).click()
  await page.getByRole('button', { name: 'Start', ...named }).click()
  const tree = page.getByRole('tree', { name: 'Keys' })
  await page.getByText('No keys yet').waitFor({ timeout: 60_000 })
  const { path, keys } = await putSample(await localEndpoints(home.path))
  // Rows still move until the last change has arrived.
  await page.getByText(`${keys} keys`).waitFor()
  for (const name of path)
    await tree
      .getByRole('treeitem', { name, ...named })
      .first()
      .click()
  await page.getByRole('region', { name: 'Value' }).getByText('apiVersion').first().waitFor()
  await inBothThemes(page, `keys-${host}`)

  await page.getByRole('link', { name: 'Cluster', ...named }).click()
  await page.getByRole('table', { name: 'Members' }).getByText('leader').first().waitFor()
  await inBothThemes(page, `cluster-${host}`)

  await page.getByRole('button', { name: 'Home', ...named }).click()
  await page.getByRole('heading', { name: 'Connect to etcd', ...named }).waitFor()
  await inBothThemes(page, `home-${host}`)
  if (app.consoleErrors.length > 0) throw new Error(app.consoleErrors.join('\n'))
}

// The app follows the system's theme until somebody chooses one.
async function inBothThemes(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.locator(`html[data-theme=${theme}]`).waitFor()
    const path = join(dir, `${name}-${theme}.png`)
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
    process.stdout.write(`${path}\n`)
  }
}

const endDisplay = await startDisplay()
try {
  await mkdir(dir, { recursive: true })
  for (const host of hosts) await tour(host)
} finally {
  await closeChromium()
  await endDisplay?.()
}
process.exit(0)
