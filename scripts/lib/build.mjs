import { existsSync } from 'node:fs'
import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runThrough } from './child.mjs'
import { inRoot, root } from './root.mjs'

const sources = ['main', 'shared', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json']
const results = ['main/index.js', 'main/serve.js', 'preload/preload.js', 'renderer/index.html']
const stamp = inRoot('out', '.built')

/** Builds the app into out/ when it is missing or older than its sources. Throws when the build fails. */
export async function buildWhenNeeded() {
  if (await isBuilt()) return
  await build()
}

/** Builds the app into out/. Throws when the build fails. */
export async function build() {
  const vite = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  if (!existsSync(vite)) throw new Error('The dependencies are missing: run "npm install" first.')
  const startedAt = new Date()
  const ended = await runThrough(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root })
  if (ended.code !== 0) throw new Error('The build failed.')
  await writeFile(stamp, '')
  // A source saved while the build ran is newer than this stamp, and builds again next time.
  await utimes(stamp, startedAt, startedAt)
}

async function isBuilt() {
  const builtAt = await stat(stamp).then(
    (found) => found.mtimeMs,
    () => undefined,
  )
  if (builtAt === undefined || !results.every((file) => existsSync(inRoot('out', file)))) return false
  const newest = await Promise.all(sources.map((source) => newestIn(inRoot(source))))
  return Math.max(...newest) < builtAt
}

// Folders count too: removing a file changes its folder's time.
async function newestIn(path) {
  const found = await stat(path).catch(() => undefined)
  if (!found) return 0
  if (!found.isDirectory()) return found.mtimeMs
  const names = await readdir(path)
  return Math.max(found.mtimeMs, ...(await Promise.all(names.map((name) => newestIn(join(path, name))))))
}
