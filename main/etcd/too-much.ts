import { FailureError, toFailure } from '../../shared/failure'

/** True when a transaction has more operations than this server takes (`--max-txn-ops`). */
export function isTooManyOps(error: unknown): boolean {
  return toFailure(error).reason?.includes('too many operations') ?? false
}

/** True for "too many operations" and "too large": the same in smaller portions may go. */
export function isTooMuch(error: unknown): boolean {
  const reason = error instanceof FailureError ? error.failure.reason : undefined
  return (
    reason === 'etcdserver: too many operations in txn request' ||
    reason === 'etcdserver: request is too large'
  )
}
