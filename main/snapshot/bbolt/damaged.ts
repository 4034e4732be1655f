import { fail, type FailureError } from '../../../shared/failure'

/** What every reader of a database file throws: `corrupt`, with what was found in `reason`. */
export function damaged(reason: string): FailureError {
  return fail('corrupt', 'The database in this file is damaged.', { reason })
}
