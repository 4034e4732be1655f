import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FailureError } from '../../shared/failure'
import { fail } from '../../shared/failure'

/**
 * Makes a folder and its parents, private to this user; one that is there is kept. Fails with `precondition`
 * naming the path when that is not possible.
 */
export async function makeFolder(dir: string): Promise<void> {
  await makeWithParents(dir).catch((cause: unknown) => {
    throw notWritable(dir, cause)
  })
}

// Node's own `recursive` never ends where a parent exists and the system still says ENOENT, as /proc does (Node 20).
async function makeWithParents(dir: string): Promise<void> {
  try {
    await mkdir(dir, { mode: 0o700 })
  } catch (error) {
    if (await isFolder(dir)) return
    const parent = dirname(dir)
    if (parent === dir || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    // Where it is there by now, somebody else has just made it.
    if ((await stat(parent).catch(() => undefined)) === undefined) await makeWithParents(parent)
    await mkdir(dir, { mode: 0o700 }).catch(async (again: unknown) => {
      if (!(await isFolder(dir))) throw again
    })
  }
}

const isFolder = (dir: string): Promise<boolean> =>
  stat(dir).then(
    (info) => info.isDirectory(),
    () => false,
  )

/** The failure for a place that cannot be written: `precondition`, with the path and the system's reason. */
export function notWritable(path: string, cause: unknown): FailureError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return fail('precondition', `${path} cannot be written.`, { reason, details: { path }, cause })
}
