// npm run package [-- --output DIR] [-- TARGET…]: builds, then packs the unpacked app (or the named targets: deb, …).
// $ETCDESK_ELECTRON_DIST names a folder with an Electron runtime to pack instead of fetching one (no network).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build as pack } from 'electron-builder'
import { buildWhenNeeded } from './lib/build.mjs'
import { inRoot, root } from './lib/root.mjs'

const args = process.argv.slice(2)
const at = args.indexOf('--output')
const [output] = at < 0 ? [inRoot('dist')] : args.splice(at, 2).slice(1)
const targets = args.length > 0 ? args : ['dir']

try {
  await buildWhenNeeded()
  const runtime = await givenRuntime()
  const electronFuses = fuses(runtime.electronVersion)
  const config = { extends: 'electron-builder.yml', directories: { output }, electronFuses, ...runtime }
  await pack({ projectDir: root, config, ...platformTargets(targets), publish: 'never' })
  console.log(`Packed into ${output}.`)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

function platformTargets(names) {
  const key = { linux: 'linux', darwin: 'mac', win32: 'win' }[process.platform]
  return { [key]: names }
}

// The unpacked app is what tests drive, through inspect arguments; what is handed to people takes none.
function fuses(version) {
  const unpackedOnly = targets.every((name) => name === 'dir')
  return {
    ...(unpackedOnly ? { enableNodeCliInspectArguments: true } : {}),
    // Electron has this fuse since 29; a given runtime may be older.
    ...(version === undefined || parseInt(version, 10) >= 29
      ? { grantFileProtocolExtraPrivileges: false }
      : {}),
  }
}

async function givenRuntime() {
  const dist = process.env.ETCDESK_ELECTRON_DIST
  if (!dist) return {}
  // A runtime says its version in a file of that name; one that came out of another app's package has none.
  const said = await readFile(join(dist, 'version'), 'utf8').catch(() => process.env.ETCDESK_ELECTRON_VERSION)
  if (!said) throw new Error(`${dist} does not say its version: set ETCDESK_ELECTRON_VERSION.`)
  return { electronDist: dist, electronVersion: said.trim().replace(/^v/, '') }
}
