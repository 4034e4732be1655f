// npm run bench -- NAME [--json] [--keys N] [--rounds N]: see test/bench. The app's own modules are measured as
// they are shipped: bundled, not through a test runner's loader.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build as bundle } from 'vite'
import { buildWhenNeeded } from './lib/build.mjs'
import { exitCodeOf, runThrough } from './lib/child.mjs'
import { inRoot, root } from './lib/root.mjs'
import { setUp } from './setup/setup.mjs'

const outDir = inRoot('node_modules', '.cache', `bench-${process.pid}`)
const wantsApp = ['start', 'tree'].includes(process.argv[2])
try {
  const { env, lacks } = await setUp({ needs: wantsApp ? ['etcd', 'hosts'] : ['etcd'] })
  for (const [name, reason] of Object.entries(lacks)) console.error(`lacking: ${name}: ${reason}`)
  if (wantsApp) await buildWhenNeeded()
  const output = { format: 'es', entryFileNames: '[name].mjs' }
  await bundle({
    ...{ root, configFile: false, logLevel: 'warn' },
    build: { ssr: 'test/bench/run.ts', outDir, target: 'node20', rollupOptions: { output } },
  })
  const run = [join(outDir, 'run.mjs'), ...process.argv.slice(2)]
  const ended = await runThrough(process.execPath, run, { cwd: root, env: { ...process.env, ...env } })
  process.exitCode = exitCodeOf(ended)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  await rm(outDir, { recursive: true, force: true })
}
