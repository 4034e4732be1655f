import { open, type FileHandle } from 'node:fs/promises'
import { fail } from '../../shared/failure'
import { hasTrailer, trailerBytes } from './sha256-trailer'

export interface WholeFile {
  readonly file: FileHandle
  /** With the trailer. */
  readonly sizeBytes: number
  readonly hasTrailer: boolean
  /** Of the database alone. */
  readonly databaseBytes: number
}

/**
 * Opens a snapshot file and closes it after the work. Fails with `invalid` for what is no file, `conflict` when somebody
 * wrote it meanwhile: nothing that was read of it holds then.
 */
export async function withWholeFile<T>(path: string, work: (whole: WholeFile) => Promise<T>): Promise<T> {
  const file = await open(path, 'r')
  try {
    const before = await file.stat()
    if (!before.isFile()) throw fail('invalid', `${path} is no file.`, { details: { field: 'path' } })
    const has = hasTrailer(before.size)
    const databaseBytes = before.size - (has ? trailerBytes : 0)
    const result = await work({ file, sizeBytes: before.size, hasTrailer: has, databaseBytes })
    const after = await file.stat()
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
      throw fail('conflict', 'Somebody wrote this file while it was read.')
    return result
  } finally {
    await file.close()
  }
}
