import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fail } from '../../../shared/failure'
import { makeFolder, notWritable } from '../folders'

/**
 * Fills a folder completely or not at all. `fill` gets an empty scratch folder and an empty `result` folder
 * inside it; when it returns, every file of `result` is flushed to disk and the folder is renamed to
 * `targetDir` (which replaces an older one). When it throws, or the signal aborts, nothing of it stays.
 * Fails with `precondition` when the place cannot be written.
 */
export async function stageFolder(
  targetDir: string,
  signal: AbortSignal | undefined,
  fill: (scratch: string, result: string) => Promise<void>,
): Promise<void> {
  const parent = dirname(targetDir)
  await makeFolder(parent)
  const scratch = await mkdtemp(join(parent, `${basename(targetDir)}.part-`)).catch((cause: unknown) => {
    throw notWritable(parent, cause)
  })
  try {
    const result = join(scratch, 'result')
    await mkdir(result)
    await fill(scratch, result)
    if (signal?.aborted) throw fail('canceled', 'Canceled.')
    for (const name of await readdir(result)) await flush(join(result, name))
    await rm(targetDir, { recursive: true, force: true })
    await rename(result, targetDir)
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
