import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** Where the test set-up keeps what it fetched, over all runs. */
export const cacheDir = (env = process.env) =>
  env.ETCDESK_TEST_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'etcdesk-test')

/**
 * A folder that is there complete or not at all: `fill` gets an empty one beside it, which is renamed when done.
 * What an interrupted set-up left behind is removed by the next.
 */
export async function folderOnce(dir, fill) {
  if (existsSync(dir)) return dir
  await mkdir(dirname(dir), { recursive: true })
  const prefix = `${basename(dir)}.part-`
  for (const name of await readdir(dirname(dir)))
    if (name.startsWith(prefix)) await rm(join(dirname(dir), name), { recursive: true, force: true })
  const part = await mkdtemp(join(dirname(dir), prefix))
  try {
    await fill(part)
    await rename(part, dir)
  } finally {
    await rm(part, { recursive: true, force: true })
  }
  return dir
}
