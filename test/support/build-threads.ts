import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'

/** Where each thread's program is looked for, and its source. */
const threads = {
  ETCDESK_INDEX_WORKER: 'main/keyindex/worker.ts',
  ETCDESK_SNAPSHOT_READ_WORKER: 'main/snapshot/read-worker.ts',
  ETCDESK_SNAPSHOT_SAVE_WORKER: 'main/snapshot/save-worker.ts',
  ETCDESK_SNAPSHOT_VIEW_WORKER: 'main/snapshot/view/worker.ts',
  ETCDESK_SPEED_WORKER: 'main/speed/worker.ts',
}
const outDir = join(process.cwd(), 'node_modules', '.cache', `threads-${process.pid}`)

/**
 * The app's threads need programs, and tests run from the sources: they are built once before them, as the app's own
 * build does it.
 */
export async function setup(): Promise<void> {
  for (const [variable, source] of Object.entries(threads)) {
    await build({
      ...{ root: process.cwd(), configFile: false, logLevel: 'warn' },
      ssr: { noExternal: true },
      build: {
        ssr: source,
        outDir,
        emptyOutDir: false,
        target: 'node18',
        rollupOptions: { output: { format: 'cjs', entryFileNames: `${variable}.cjs` } },
      },
    })
    process.env[variable] = join(outDir, `${variable}.cjs`)
  }
}

/** Where an app that runs from a bundle of its own finds these programs, for its environment. */
export const threadEnv = (): Record<string, string> =>
  Object.fromEntries(Object.keys(threads).map((name) => [name, process.env[name] ?? '']))

export async function teardown(): Promise<void> {
  await rm(outDir, { recursive: true, force: true })
}
