import type { Page } from 'playwright-core'
import { EtcdClient } from '../../main/etcd/client'
import { IndexThread } from '../../main/keyindex/index-thread'
import { listFolder } from '../../main/tree/list-folder'
import { App } from '../e2e/driver/app'
import { browserRun, closeChromium } from '../e2e/driver/browser-run'
import startDisplay from '../e2e/driver/display'
import { electronRun } from '../e2e/driver/electron-run'
import { setup as buildIndexThread, teardown } from '../support/build-index-thread'
import { tempDir } from '../support/temp-dir'
import type { Bench } from './bench'
import { compare, prefixed, timed } from './compare'
import { etcdctlList, namespaces, startStore } from './store'

type Host = 'electron' | 'browser'

/**
 * What a person waits for, against etcdctl listing all keys of the same store: from "Connect" to the first row and to
 * the whole first level with its count, and opening a folder of 200 children, before the index is there (in main) and
 * after (on screen).
 */
export const tree: Bench = async ({ keys, rounds }) => {
  await using etcd = await startStore(keys)
  const endDisplay = await startDisplay()
  await buildIndexThread()
  try {
    const against = (ours: () => Promise<number>) => compare(ours, () => etcdctlList(etcd), rounds)
    const measured = async (host: Host) => {
      const on = (name: string) => `${host}${name}`
      const first = await against(() => onScreen(host, etcd.endpoints, firstRow))
      const level = await against(() => onScreen(host, etcd.endpoints, (page) => wholeLevel(page, keys)))
      const warm = await against(() => openWarm(host, etcd.endpoints, keys))
      const raw = {
        ...prefixed(on('First'), first),
        ...prefixed(on('Level'), level),
        ...prefixed(on('OpenWarm'), warm),
      }
      return { raw, first, level, warm }
    }
    const cold = await against(() => openCold(etcd.endpoints))
    const electron = await measured('electron')
    const browser = await measured('browser')
    // The desktop app is the product: its figures are the bench's, the browser host's stand beside them.
    return {
      keys,
      first_ratio: electron.first['ratio'] ?? NaN,
      level_ratio: electron.level['ratio'] ?? NaN,
      open_cold_ratio: cold['ratio'] ?? NaN,
      open_warm_ratio: electron.warm['ratio'] ?? NaN,
      ...prefixed('openCold', cold),
      ...electron.raw,
      ...browser.raw,
    }
  } finally {
    await teardown()
    await closeChromium()
    await endDisplay?.()
  }
}

const item = (page: Page, name: string) => page.getByRole('treeitem', { name, exact: true })
const firstRow = (page: Page) =>
  page.getByRole('tree', { name: 'Keys' }).getByRole('treeitem').first().waitFor()
const wholeLevel = (page: Page, keys: number) =>
  item(page, '/registry').getByText(keys.toLocaleString('en'), { exact: true }).waitFor()

/** From "Connect" until `isThere` resolves, in an app of its own. */
async function onScreen(
  host: Host,
  endpoints: readonly string[],
  isThere: (page: Page) => Promise<void>,
): Promise<number> {
  await using dir = await tempDir()
  await using app = await startApp(host, dir.path)
  const connect = await fillIn(app.page, endpoints)
  return await timed(async () => {
    await connect()
    await isThere(app.page)
  })
}

/** A folder of 200 children on screen, once all keys are indexed. */
async function openWarm(host: Host, endpoints: readonly string[], keys: number): Promise<number> {
  await using dir = await tempDir()
  await using app = await startApp(host, dir.path)
  const { page } = app
  await (
    await fillIn(page, endpoints)
  )()
  await wholeLevel(page, keys)
  const filter = page.getByRole('textbox', { name: 'Filter or go to prefix' })
  await filter.fill('namespace-199/object')
  // A search answers once all keys are indexed.
  await page.getByRole('listbox', { name: 'Matches' }).waitFor({ timeout: 60_000 })
  await filter.fill('')
  await item(page, '/registry').click()
  await item(page, 'services').waitFor()
  return await timed(async () => {
    await item(page, 'configmaps').click()
    await item(page, 'namespace-010').waitFor()
  })
}

/** The same folder listed by main while there is no index. */
async function openCold(endpoints: readonly string[]): Promise<number> {
  await using client = new EtcdClient({ endpoints })
  const thread = new IndexThread()
  const text = new TextEncoder()
  const folder = {
    prefix: text.encode('/registry/configmaps/'),
    separator: text.encode('/'),
    isTop: false,
    thread,
  }
  try {
    await client.target()
    return await timed(async () => {
      let children = 0
      for await (const page of listFolder(client, folder, new AbortController().signal))
        children = page.children.size
      if (children !== namespaces) throw new Error(`${children} children were listed, not ${namespaces}.`)
    })
  } finally {
    await thread.close()
  }
}

function startApp(host: Host, home: string): Promise<App> {
  return App.start(host, home, host === 'electron' ? electronRun({ home }) : browserRun({ home }))
}

/** Fills in the dialog of a new connection; the answer presses "Connect". */
async function fillIn(page: Page, endpoints: readonly string[]): Promise<() => Promise<void>> {
  await page.getByRole('button', { name: 'New connection', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'New connection' })
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('bench')
  await dialog.getByRole('textbox', { name: 'Endpoints', exact: true }).fill(endpoints.join(','))
  return () => dialog.getByRole('button', { name: 'Connect', exact: true }).click()
}
