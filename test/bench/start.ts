import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StartRun } from '../e2e/driver/app'
import { browserRun, closeChromium } from '../e2e/driver/browser-run'
import startDisplay from '../e2e/driver/display'
import { electronRun } from '../e2e/driver/electron-run'
import { tempDir } from '../support/temp-dir'
import type { Bench } from './bench'
import { compare, prefixed } from './compare'

const heading = 'Connect to etcd'
const html = `<!doctype html><title>empty</title><h1>${heading}</h1>`
const emptyWindow = `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => new BrowserWindow().loadURL(${JSON.stringify(`data:text/html,${html}`)}))`
const emptyServer = `require('node:http')
  .createServer((_, response) => response.setHeader('content-type', 'text/html').end(${JSON.stringify(html)}))
  .listen(0, '127.0.0.1', function () { console.log('http://127.0.0.1:' + this.address().port + '/') })`

/** From the process's start to the first heading on screen, against an empty window and an empty page. */
export const start: Bench = async ({ rounds }) => {
  const endDisplay = await startDisplay()
  await using dir = await tempDir()
  try {
    const folder = join(dir.path, 'empty')
    await mkdir(folder)
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'empty', version: '0.0.0', main: 'main.js' }),
    )
    await writeFile(join(folder, 'main.js'), emptyWindow)
    const script = join(folder, 'serve.js')
    await writeFile(script, emptyServer)
    let runs = 0
    const home = () => join(dir.path, `home-${++runs}`)
    const electron = await compare(
      () => shown(electronRun({ home: home() })),
      () => shown(electronRun({ home: home(), folder })),
      rounds,
    )
    const browser = await compare(
      () => shown(browserRun({ home: home() })),
      () => shown(browserRun({ home: home(), script })),
      rounds,
    )
    return { ...prefixed('electron', electron), ...prefixed('browser', browser) }
  } finally {
    await closeChromium()
    await endDisplay?.()
  }
}

async function shown(startRun: StartRun): Promise<number> {
  const startedAt = performance.now()
  const run = await startRun(() => undefined)
  try {
    await run.page.getByRole('heading', { name: heading, exact: true }).waitFor()
    return performance.now() - startedAt
  } finally {
    await run.kill()
  }
}
