import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'vite'
import { exitCodeOf, runThrough } from './child.mjs'
import { inRoot, root } from './root.mjs'

/**
 * Runs a TypeScript program of the project in Node, bundled as the app itself is, so that what it measures is not
 * a loader. Resolves with its exit code.
 */
export async function runBundled(entry, args, env) {
  const outDir = inRoot('node_modules', '.cache', `run-${process.pid}`)
  const output = { format: 'es', entryFileNames: '[name].mjs' }
  try {
    await build({
      ...{ root, configFile: false, logLevel: 'warn' },
      build: { ssr: entry, outDir, target: 'node20', rollupOptions: { output } },
    })
    const program = join(outDir, basename(entry).replace(/\.ts$/, '.mjs'))
    const options = { cwd: root, env: { ...process.env, ...env } }
    return exitCodeOf(await runThrough(process.execPath, [program, ...args], options))
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}
