import { basename } from 'node:path'
import { toFailure, type Failure } from '../../shared/failure'
import { fileFailure } from '../transfer/part-file'

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined

/** What went wrong while a file was written: the disk's part of it in words. */
export function writeFailure(error: unknown, path: string): Failure {
  return systemCode(error) === undefined ? toFailure(error) : fileFailure(error, path).failure
}

/** What went wrong while a file was read. */
export function readFailure(error: unknown, path: string): Failure {
  const code = systemCode(error)
  if (code === undefined) return toFailure(error)
  const details = { field: 'path', path }
  const reason = error instanceof Error ? error.message : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return { code: 'notFound', message: `The file ${basename(path)} is not there any more.`, reason, details }
  if (code === 'EACCES' || code === 'EPERM')
    return { code: 'denied', message: `You may not read ${basename(path)}.`, reason, details }
  return { code: 'precondition', message: `${basename(path)} cannot be read.`, reason, details }
}
