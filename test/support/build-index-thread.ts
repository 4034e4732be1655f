import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'

/**
 * The index's thread needs a program, and tests run from the sources: it is built once before them, as the app's own
 * build does it.
 */
export async function setup(): Promise<void> {
  const root = process.cwd()
  const outDir = join(root, 'node_modules', '.cache', `key-index-${process.pid}`)
  await build({
    ...{ root, configFile: false, logLevel: 'warn' },
    ssr: { noExternal: true },
    build: {
      ssr: 'main/keyindex/worker.ts',
      outDir,
      target: 'node18',
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'key-index.cjs' } },
    },
  })
  process.env['ETCDESK_INDEX_WORKER'] = join(outDir, 'key-index.cjs')
}

export async function teardown(): Promise<void> {
  const built = process.env['ETCDESK_INDEX_WORKER']
  if (built) await rm(join(built, '..'), { recursive: true, force: true })
}
