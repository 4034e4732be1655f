import { stat } from 'node:fs/promises'
import { basename, isAbsolute, resolve } from 'node:path'
import { fail, FailureError } from '../../shared/failure'
import { readFailure } from './file-failure'

/**
 * The whole path of a file that may be a snapshot. Fails with `invalid`, `notFound` or `denied` and the field `path` for
 * what cannot be one. Reads nothing of it.
 */
export async function checkSnapshotPath(path: string): Promise<string> {
  const details = { field: 'path', path }
  if (!isAbsolute(path)) throw fail('invalid', 'Name the whole path of the file.', { details })
  const whole = resolve(path)
  const found = await stat(whole).catch((error: unknown) => {
    throw new FailureError(readFailure(error, whole), { cause: error })
  })
  if (found.isDirectory())
    throw fail('invalid', `${basename(whole)} is a folder; a snapshot is one file.`, { details })
  if (!found.isFile()) throw fail('invalid', `${basename(whole)} is no file.`, { details })
  if (found.size === 0) throw fail('invalid', `${basename(whole)} is empty: 0 bytes.`, { details })
  return whole
}
