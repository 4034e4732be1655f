import { ORPCError } from '@orpc/server'
import { ValidationError } from '@orpc/contract'
import { toFailure, type Failure } from '../shared/failure'

/** Says in words what zod found wrong with an input, naming the field so that the view can show it beside it. */
function fromValidation(error: ValidationError): Failure {
  const issue = error.issues[0]
  const path = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
  return {
    code: 'invalid',
    message: issue?.message ?? 'The input is not valid.',
    details: path.length > 0 ? { field: path.join('.') } : undefined,
  }
}

/** Anything a handler threw, as the one error shape that crosses the wire: the Failure sits in `data`. */
export function toWireError(error: unknown): ORPCError<string, Failure> {
  const failure =
    error instanceof ORPCError && error.cause instanceof ValidationError
      ? fromValidation(error.cause)
      : toFailure(error)
  return new ORPCError(failure.code, { message: failure.message, data: failure, cause: error })
}
