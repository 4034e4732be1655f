import { App } from '../e2e/driver/app'
import { browserRun, closeChromium } from '../e2e/driver/browser-run'
import startDisplay from '../e2e/driver/display'
import { electronRun } from '../e2e/driver/electron-run'
import { tempDir } from '../support/temp-dir'
import type { Bench } from './bench'
import { compare, prefixed, timed } from './compare'
import { etcdctlList, startStore } from './store'

/** From "Connect" to the first row of the tree on screen, against etcdctl listing all keys of the same store. */
export const tree: Bench = async ({ keys, rounds }) => {
  await using etcd = await startStore(keys)
  const endDisplay = await startDisplay()
  try {
    const onElectron = await compare(
      () => firstRows('electron', etcd.endpoints),
      () => etcdctlList(etcd),
      rounds,
    )
    const onBrowser = await compare(
      () => firstRows('browser', etcd.endpoints),
      () => etcdctlList(etcd),
      rounds,
    )
    return { keys, ...prefixed('electron', onElectron), ...prefixed('browser', onBrowser) }
  } finally {
    await closeChromium()
    await endDisplay?.()
  }
}

async function firstRows(host: 'electron' | 'browser', endpoints: readonly string[]): Promise<number> {
  await using dir = await tempDir()
  const run = host === 'electron' ? electronRun({ home: dir.path }) : browserRun({ home: dir.path })
  await using app = await App.start(host, dir.path, run)
  await app.page.getByRole('button', { name: 'New connection', exact: true }).click()
  const dialog = app.page.getByRole('dialog', { name: 'New connection' })
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('bench')
  await dialog.getByRole('textbox', { name: 'Endpoints', exact: true }).fill(endpoints.join(','))
  // Awaited here: the app must outlive the measurement.
  return await timed(async () => {
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
    await app.page.getByRole('tree', { name: 'Keys' }).getByRole('treeitem').first().waitFor()
  })
}
