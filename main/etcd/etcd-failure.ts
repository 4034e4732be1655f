import { status } from '@grpc/grpc-js'
import { FailureError, type Failure, type FailureCode } from '../../shared/failure'
import { findConnectionError } from './connection-errors'
import { findEtcdError } from './etcd-errors'

/** What the caller of a failed call knows about it. */
export interface CallFacts {
  /** The endpoint's URL. */
  readonly endpoint: string
  /** It could have changed something. */
  readonly write?: boolean
  /** A server may have seen it. */
  readonly sent?: boolean
}

/** The part of a gRPC error that counts. */
export interface GrpcError {
  readonly code: number
  readonly details: string
}

/** True for what grpc-js throws, emits and hands to callbacks. */
export function isGrpcError(error: unknown): error is GrpcError {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('details' in error)) return false
  return typeof error.code === 'number' && typeof error.details === 'string'
}

const byStatus: Readonly<Record<number, readonly [FailureCode, string]>> = {
  [status.CANCELLED]: ['unavailable', 'The other side ended the call.'],
  [status.INVALID_ARGUMENT]: ['invalid', 'etcd does not accept this request.'],
  [status.DEADLINE_EXCEEDED]: ['deadline', 'No answer in time.'],
  [status.NOT_FOUND]: ['notFound', 'It does not exist.'],
  [status.ALREADY_EXISTS]: ['exists', 'It exists already.'],
  [status.PERMISSION_DENIED]: ['denied', 'This is not allowed.'],
  [status.RESOURCE_EXHAUSTED]: ['exhausted', 'A limit was reached.'],
  [status.FAILED_PRECONDITION]: ['precondition', 'The state of the cluster does not allow this now.'],
  [status.ABORTED]: ['conflict', 'Somebody else was faster.'],
  [status.OUT_OF_RANGE]: ['invalid', 'A number in the request is out of range.'],
  [status.UNIMPLEMENTED]: ['precondition', 'This version of etcd does not know this request.'],
  [status.UNAVAILABLE]: ['unavailable', 'The connection to etcd was lost.'],
  [status.DATA_LOSS]: ['corrupt', 'etcd reports damaged data.'],
  [status.UNAUTHENTICATED]: ['unauthenticated', 'etcd does not know who is asking.'],
}

/** Texts of a connection that broke under a call: grpc-js gives them INTERNAL or UNKNOWN now and then. */
const broken = /RST_STREAM|Connection dropped|ECONNRESET|socket hang up|GOAWAY|Stream (removed|refused)/i

/** True for etcd's text of a member without a vote, which serves little and did nothing: another member will. */
export function isRefusedByLearner(text: string): boolean {
  return text.endsWith('etcdserver: rpc not supported for learner')
}

/**
 * Makes a {@link Failure} of anything a gRPC call ended with: etcd's own text exactly, then what the text says about
 * the connection, then the gRPC code, else `internal`. `reason` is the original text, `details.endpoint` who was
 * asked, `details.problem` the {@link ConnectionProblem}. A write that ended in `unavailable` or `deadline` after it
 * was sent has `details.unknownOutcome` and says so: read again, never resend it.
 */
export function fromGrpc(error: unknown, facts: CallFacts): Failure {
  if (error instanceof FailureError) return error.failure
  if (!isGrpcError(error)) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      code: 'internal',
      message: 'The call to etcd failed.',
      reason,
      details: { endpoint: facts.endpoint },
    }
  }
  const { known, rejected, ...rest } = explain(error, facts.endpoint)
  const details = { endpoint: facts.endpoint, ...known }
  const lost = rest.code === 'unavailable' || rest.code === 'deadline'
  if (!facts.write || !facts.sent || !lost || rejected) return { ...rest, reason: error.details, details }
  return {
    ...rest,
    message: `${rest.message} It is not known whether the change was made: look before you repeat it.`,
    reason: error.details,
    details: { ...details, unknownOutcome: true },
  }
}

interface Explanation {
  readonly code: FailureCode
  readonly message: string
  readonly known?: Readonly<Record<string, string>>
  readonly rejected?: boolean
}

function explain(error: GrpcError, endpoint: string): Explanation {
  const own = findEtcdError(error.details)
  if (own) return own
  const connection = findConnectionError(error.details)
  if (connection) {
    const { code, problem } = connection
    return { code, message: sentence(connection.message, endpoint), known: { problem } }
  }
  const isVague = error.code === status.INTERNAL || error.code === status.UNKNOWN
  if (isVague && broken.test(error.details)) return named(status.UNAVAILABLE)
  return named(error.code)
}

function named(grpcCode: number): Explanation {
  const [code, message] = byStatus[grpcCode] ?? ['internal', 'etcd reports an unexpected error.']
  return { code, message }
}

function sentence(template: string, endpoint: string): string {
  return template.replaceAll('%', () => endpoint)
}
