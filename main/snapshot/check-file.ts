import type { SnapshotProgress, SnapshotStatus } from '../../shared/contract/snapshot'
import { fail, FailureError } from '../../shared/failure'
import { pace } from '../transfer/pace'
import { damaged } from './bbolt/damaged'
import { PageFile } from './bbolt/page-file'
import type { CheckedFile } from './protocol'
import { readStatus } from './read-status'
import { sumOf, type Sum } from './sum-file'
import { withWholeFile } from './whole-file'

type Report = (progress: SnapshotProgress) => void

/** Reads all tables of a database; `corrupt` when one is not as it must be. */
export function checkTables(fd: number, sizeBytes: number, onRead?: (bytes: number) => void): SnapshotStatus {
  const file = new PageFile(fd, sizeBytes)
  if (sizeBytes % file.meta.pageSize !== 0)
    throw damaged(
      'its end is no end of a page: something is missing or too much, such as a part of its SHA-256',
    )
  return readStatus(file, onRead)
}

/** As {@link checkTables}, but what was found wrong is an answer: the SHA-256 is asked before it is told. */
export function tablesOrDamage(...database: Parameters<typeof checkTables>): SnapshotStatus | FailureError {
  try {
    return checkTables(...database)
  } catch (error) {
    if (error instanceof FailureError) return error
    throw error
  }
}

/**
 * Reads a file whole: every page in use, and its trailer where there is one. Fails with `corrupt` and what was found;
 * `conflict` when somebody wrote it meanwhile.
 */
export function checkFile({ file: path }: { readonly file: string }, report: Report): Promise<CheckedFile> {
  return withWholeFile(path, async (whole) => {
    const { sizeBytes, databaseBytes } = whole
    const summing = sumOf(whole.file.fd, path, sizeBytes)
    try {
      const status = tablesOrDamage(whole.file.fd, databaseBytes, telling(report, sizeBytes))
      report({ kind: 'progress', phase: 'read', bytes: sizeBytes, totalBytes: sizeBytes })
      const sum = await summing.sum
      checkSum(sum, status)
      if (status instanceof FailureError) throw status
      if (sum && status.totalSizeBytes !== databaseBytes)
        throw damaged('there is more in the file than the database')
      return { sizeBytes, sha256: sum?.sha256, status }
    } finally {
      await summing.end()
    }
  })
}

function checkSum(sum: Sum, status: SnapshotStatus | FailureError): void {
  if (!sum || sum.isRight) return
  const found = status instanceof FailureError ? status.failure.reason : undefined
  throw fail('corrupt', 'This file is damaged: its SHA-256 is not the one at its end.', {
    reason: found ?? 'a byte was changed, or something is missing or too much',
  })
}

function telling(report: Report, totalBytes: number): (bytes: number) => void {
  const isTime = pace()
  return (bytes) => isTime() && report({ kind: 'progress', phase: 'save', bytes, totalBytes })
}
