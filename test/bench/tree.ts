import type { Page } from 'playwright-core'
import { App } from '../e2e/driver/app'
import { browserRun, closeChromium } from '../e2e/driver/browser-run'
import startDisplay from '../e2e/driver/display'
import { electronRun } from '../e2e/driver/electron-run'
import type { HostName } from '../e2e/driver/machine'
import { tempDir } from '../support/temp-dir'
import type { Bench } from './bench'
import { compare, perKey, prefixed } from './compare'
import { paintedAfterClick, type WantedRow } from './painted'
import { etcdctlList, startStore } from './store'

/**
 * What a person waits for, against etcdctl listing all keys of the same store: from "Connect" to the first row and to
 * the whole first level with its count, and opening a folder of 200 children, before the index is there and after; all
 * of it as the page's clock has it, from the click to the frame.
 */
export const tree: Bench = async ({ keys, version, rounds }) => {
  await using etcd = await startStore(keys, version)
  const endDisplay = await startDisplay()
  try {
    const against = (ours: () => Promise<number>) => compare(ours, () => etcdctlList(etcd), rounds)
    const measured = async (host: HostName) => {
      const on = (name: string) => `${host}${name}`
      const first = await against(() => onScreen(host, etcd.endpoints, {}))
      const level = await against(() => onScreen(host, etcd.endpoints, wholeLevel(keys)))
      const cold = await against(() => openCold(host, etcd.endpoints))
      const warm = await against(() => openWarm(host, etcd.endpoints, keys))
      const raw = {
        ...prefixed(on('First'), first),
        ...prefixed(on('Level'), level),
        ...prefixed(on('OpenCold'), cold),
        ...prefixed(on('OpenWarm'), warm),
      }
      return { raw, first, level, cold, warm }
    }
    const electron = await measured('electron')
    const browser = await measured('browser')
    // The desktop app is the product: its figures are the bench's, the browser host's stand beside them.
    return {
      keys,
      first_ratio: electron.first['ratio'] ?? NaN,
      level_ratio: electron.level['ratio'] ?? NaN,
      open_cold_ratio: electron.cold['ratio'] ?? NaN,
      open_warm_ratio: electron.warm['ratio'] ?? NaN,
      ...perKey(electron.level, keys),
      ...electron.raw,
      ...browser.raw,
    }
  } finally {
    await closeChromium()
    await endDisplay?.()
  }
}

const item = (page: Page, name: string) => page.getByRole('treeitem', { name, exact: true })
const firstFolder = 'configmaps'
const lastNamespaceInSight = 'namespace-010'

/** The one row of the first level, with its count. */
export const wholeLevel = (keys: number): WantedRow => ({
  name: '/registry',
  text: keys.toLocaleString('en'),
})

/** From "Connect" until a row is painted, in an app of its own. */
export async function onScreen(
  host: HostName,
  endpoints: readonly string[],
  row: WantedRow,
): Promise<number> {
  await using dir = await tempDir()
  await using app = await startApp(host, dir.path)
  const connect = await fillIn(app.page, endpoints)
  return await paintedAfterClick(app.page, row, connect)
}

/**
 * Opening a folder of 200 children as soon as its row is there: in a large store that is long before all keys are
 * indexed, and while etcd and the machine are busy with that.
 */
async function openCold(host: HostName, endpoints: readonly string[]): Promise<number> {
  await using dir = await tempDir()
  await using app = await startApp(host, dir.path)
  const { page } = app
  await (
    await fillIn(page, endpoints)
  )()
  await item(page, '/registry').click()
  await item(page, firstFolder).waitFor()
  return await openFirstFolder(page)
}

/** The same folder once all keys are indexed. */
async function openWarm(host: HostName, endpoints: readonly string[], keys: number): Promise<number> {
  await using dir = await tempDir()
  await using app = await startApp(host, dir.path)
  const { page } = app
  await (
    await fillIn(page, endpoints)
  )()
  await item(page, '/registry').getByText(keys.toLocaleString('en'), { exact: true }).waitFor()
  const filter = page.getByRole('textbox', { name: 'Filter or go to prefix' })
  await filter.fill('namespace-199/object')
  // A search answers once all keys are indexed.
  await page.getByRole('listbox', { name: 'Matches' }).waitFor({ timeout: 60_000 })
  await filter.fill('')
  await item(page, '/registry').click()
  await item(page, 'services').waitFor()
  return await openFirstFolder(page)
}

function openFirstFolder(page: Page): Promise<number> {
  return paintedAfterClick(page, { name: lastNamespaceInSight }, () => item(page, firstFolder).click())
}

/** Starts the built app on one host, on a home of its own. */
export function startApp(host: HostName, home: string): Promise<App> {
  return App.start(host, home, host === 'electron' ? electronRun({ home }) : browserRun({ home }))
}

/** Fills in the dialog of a new connection; the answer presses "Connect". */
export async function fillIn(page: Page, endpoints: readonly string[]): Promise<() => Promise<void>> {
  await page.getByRole('button', { name: 'New connection', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'New connection' })
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('bench')
  await dialog.getByRole('textbox', { name: 'Endpoints', exact: true }).fill(endpoints.join(','))
  return () => dialog.getByRole('button', { name: 'Connect', exact: true }).click()
}
