// npm start: the desktop app, or, where no Electron window can open, the browser host and one line that says why.
import { buildWhenNeeded } from './lib/build.mjs'
import { exitCodeOf, runThrough } from './lib/child.mjs'
import { findElectron, whyNoWindow } from './lib/electron-runtime.mjs'
import { inRoot, root } from './lib/root.mjs'

const startMs = 10_000
// What a process that could not set itself up dies of: a failed check in Chromium, an abort, a broken executable.
const crashes = ['SIGTRAP', 'SIGABRT', 'SIGILL', 'SIGSEGV', 'SIGBUS']

async function main(args) {
  await buildWhenNeeded()
  const impossible = whyNoWindow()
  const electron = impossible ? { reason: impossible } : await findElectron()
  if (!electron.path) return startBrowserHost(electron.reason, args)

  const startedAt = performance.now()
  const ended = await runThrough(electron.path, [root, ...args])
  if (ended.error) return startBrowserHost(`Electron could not be started (${ended.error.message})`, args)
  const early = performance.now() - startedAt < startMs
  if (early && (crashes.includes(ended.signal) || ended.code === 127))
    return startBrowserHost(`Electron ended at once (${ended.signal ?? `exit code ${ended.code}`})`, args)
  return exitCodeOf(ended)
}

async function startBrowserHost(reason, args) {
  console.log(`The desktop window cannot open: ${reason}. Starting the browser host instead.`)
  return exitCodeOf(await runThrough(process.execPath, [inRoot('out', 'main', 'serve.js'), ...args]))
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message)
    process.exit(1)
  },
)
