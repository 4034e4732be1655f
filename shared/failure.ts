/**
 * The closed set of failure codes: no more codes than reactions.
 *
 * - `canceled`         the caller aborted; nothing is shown
 * - `invalid`          the input cannot be right; shown beside the field (`details.field`)
 * - `notFound`         the named thing is not there
 * - `exists`           the name is taken
 * - `precondition`     the state of the server or of this machine does not allow it now
 * - `conflict`         a guarded write lost: somebody else wrote first
 * - `compacted`        the revision is gone; list again and go on from there
 * - `exhausted`        a limit was reached (NOSPACE, request too large, too many requests)
 * - `unauthenticated`  who are you: wrong or missing user, password, token, client certificate
 * - `denied`           we know who you are, and you may not
 * - `unavailable`      nobody answers; trying again later may help
 * - `deadline`         no answer in time
 * - `corrupt`          data is damaged
 * - `internal`         a defect, ours or the server's
 */
export const failureCodes = [
  'canceled',
  'invalid',
  'notFound',
  'exists',
  'precondition',
  'conflict',
  'compacted',
  'exhausted',
  'unauthenticated',
  'denied',
  'unavailable',
  'deadline',
  'corrupt',
  'internal',
] as const

export type FailureCode = (typeof failureCodes)[number]

/**
 * An error as a plain value: it crosses the wire as it is.
 * `code` decides what the app does; `message` is a sentence for the person; `reason` is the original text
 * (of etcd, of the system) where there is one; `details` holds small facts such as `field`, `endpoint`,
 * `compactRevision`, `unknownOutcome`. Passwords, tokens and values never enter any of them.
 */
export interface Failure {
  readonly code: FailureCode
  readonly message: string
  readonly reason?: string
  readonly details?: Readonly<Record<string, string | number | boolean | bigint>>
}

/** What our own code throws. Carries a {@link Failure}; `toFailure` takes it out again. */
export class FailureError extends Error {
  constructor(
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super(failure.message, options)
    this.name = 'FailureError'
  }
}

/** Shorthand for the common `throw`: `throw fail('invalid', 'A key cannot be empty.', { details: { field: 'key' } })`. */
export function fail(
  code: FailureCode,
  message: string,
  more: Omit<Failure, 'code' | 'message'> & ErrorOptions = {},
): FailureError {
  const { cause, ...rest } = more
  return new FailureError({ code, message, ...rest }, { cause })
}

/** True for a value that has the shape of a {@link Failure}, wherever it came from. */
export function isFailure(value: unknown): value is Failure {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'message' in value &&
    typeof value.message === 'string' &&
    failureCodes.includes(value.code as FailureCode)
  )
}

/**
 * Normalises anything caught into a {@link Failure}: our own errors by what they carry (also after a trip over
 * the wire, where the failure sits in `data`), aborts as `canceled`, everything else as `internal`.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  if (isFailure(error) && !(error instanceof Error)) return error
  if (typeof error === 'object' && error !== null) {
    if ('data' in error && isFailure(error.data)) return error.data
    if ('name' in error && error.name === 'AbortError') return { code: 'canceled', message: 'Canceled.' }
  }
  const reason = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message: 'Something went wrong inside etcdesk.', reason }
}
