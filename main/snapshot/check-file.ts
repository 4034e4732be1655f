import type { FileHandle } from 'node:fs/promises'
import type { SnapshotProgress, SnapshotStatus } from '../../shared/contract/snapshot'
import { fail } from '../../shared/failure'
import { pace } from '../transfer/pace'
import { damaged } from './bbolt/damaged'
import { PageFile } from './bbolt/page-file'
import type { CheckedFile } from './protocol'
import { readStatus } from './read-status'
import { Sha256Trailer } from './sha256-trailer'
import { withWholeFile } from './whole-file'

const blockBytes = 1024 * 1024

/** Reads all tables of a database; `corrupt` when one is not as it must be. */
export function checkTables(fd: number, sizeBytes: number): SnapshotStatus {
  const file = new PageFile(fd, sizeBytes)
  if (sizeBytes % file.meta.pageSize !== 0)
    throw damaged(
      'its end is no end of a page: something is missing or too much, such as a part of its SHA-256',
    )
  return readStatus(file)
}

/**
 * Reads a file whole: its trailer where there is one, then every page in use. Fails with `corrupt` and what was found;
 * `conflict` when somebody wrote it meanwhile.
 */
export function checkFile(
  { file: path }: { readonly file: string },
  report: (progress: SnapshotProgress) => void,
): Promise<CheckedFile> {
  return withWholeFile(path, async ({ file, sizeBytes, hasTrailer, databaseBytes }) => {
    const sum = hasTrailer ? await sumOf(file, sizeBytes, report) : undefined
    report({ kind: 'progress', phase: 'read', bytes: sizeBytes, totalBytes: sizeBytes })
    const status = checkTables(file.fd, databaseBytes)
    if (sum && status.totalSizeBytes !== databaseBytes)
      throw damaged('there is more in the file than the database')
    return { sizeBytes, sha256: sum?.sha256, status }
  })
}

async function sumOf(file: FileHandle, totalBytes: number, report: (progress: SnapshotProgress) => void) {
  const trailer = new Sha256Trailer()
  const block = Buffer.allocUnsafeSlow(blockBytes)
  const isTime = pace()
  for (let bytes = 0; bytes < totalBytes;) {
    const { bytesRead } = await file.read(block, 0, blockBytes, bytes)
    if (bytesRead === 0) break
    trailer.update(block.subarray(0, bytesRead))
    bytes += bytesRead
    if (isTime()) report({ kind: 'progress', phase: 'save', bytes, totalBytes })
  }
  const sum = trailer.finish()
  if (!sum?.isRight)
    throw fail('corrupt', 'This file is damaged: its SHA-256 is not the one at its end.', {
      reason: 'a byte was changed, or something is missing or too much',
    })
  return sum
}
