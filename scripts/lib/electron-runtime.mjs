import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { collect } from './child.mjs'
import { inRoot } from './root.mjs'

const fetchTimeoutMs = 300_000
const ownPackage = inRoot('node_modules', 'electron')

/** Why no Electron window can open here, in one sentence; undefined where nothing speaks against it. */
export function whyNoWindow({
  platform = process.platform,
  env = process.env,
  uid = process.getuid?.(),
} = {}) {
  if (platform !== 'linux') return undefined
  if (uid === 0) return 'Electron does not run as root with its sandbox'
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display'
  return undefined
}

/**
 * Finds Electron's executable: `$ELECTRON_OVERRIDE_DIST_PATH`, else the electron package's own, which is fetched
 * on first use. Resolves with `{ path }`, or with `{ reason }` when it cannot be had or its libraries are missing.
 */
export async function findElectron(env = process.env) {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  const { path, reason } = override ? { path: join(override, executableName()) } : await ownExecutable()
  if (!path) return { reason }
  if (!existsSync(path)) return { reason: `there is no Electron at ${path}` }
  const missing = await missingLibraries(path)
  return missing.length > 0 ? { reason: `Electron needs ${missing.join(', ')}, missing here` } : { path }
}

function executableName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

async function ownExecutable() {
  const installed = await ownInstalled()
  if (installed) return { path: installed }
  console.log("Fetching Electron's runtime (once) …")
  const install = [join(ownPackage, 'install.js')]
  const { output } = await collect(process.execPath, install, { timeoutMs: fetchTimeoutMs })
  const why = output.split('\n').find((line) => /error|no answer/i.test(line))
  const reason = `Electron's runtime could not be fetched${why ? ` (${why.trim().replace(/\.$/, '')})` : ''}`
  return { path: await ownInstalled(), reason }
}

// The package writes path.txt last: with it, the runtime is complete.
async function ownInstalled() {
  const name = await readFile(join(ownPackage, 'path.txt'), 'utf8').catch(() => undefined)
  const path = name && join(ownPackage, 'dist', name.trim())
  return path && existsSync(path) ? path : undefined
}

async function missingLibraries(path) {
  if (process.platform !== 'linux') return []
  const { output } = await collect('ldd', [path])
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1])
}
