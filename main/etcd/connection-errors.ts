import type { FailureCode } from '../../shared/failure'

/** Why no working connection to an endpoint came about; goes into `details.problem`. */
export type ConnectionProblem =
  | 'refused'
  | 'unresolved'
  | 'unreachable'
  | 'silent'
  | 'wrongHost'
  | 'expired'
  | 'notYetValid'
  | 'selfSigned'
  | 'untrusted'
  | 'clientCertificateMissing'
  | 'clientCertificateRefused'
  | 'clientCertificateExpired'
  | 'notTls'
  | 'needsTls'
  | 'closed'
  | 'closedTls'
  | 'proxyDown'
  | 'notEtcd'
  | 'tlsVersion'

export interface ConnectionError {
  readonly problem: ConnectionProblem
  readonly code: FailureCode
  /** A sentence with `%` where the endpoint goes. */
  readonly message: string
}

type Row = readonly [text: RegExp, problem: ConnectionProblem, code: FailureCode, message: string]

/**
 * What grpc-js 1.14 on Node 18 to 22 says in the status details, seen by running each case against etcd 3.4.23 and
 * 3.5.16 and against servers that are not etcd. The first row that fits counts.
 */
const rows: readonly Row[] = [
  [/ECONNREFUSED/, 'refused', 'unavailable', 'Nobody is listening at %.'],
  [
    /^Name resolution failed|ENOTFOUND|EAI_AGAIN/,
    'unresolved',
    'unavailable',
    'The host name in % is not known to this machine.',
  ],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, 'unreachable', 'unavailable', 'There is no network route to %.'],
  [/ETIMEDOUT|Waiting for LB pick/, 'silent', 'deadline', 'Nothing at % answered in time.'],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames/,
    'wrongHost',
    'precondition',
    'The certificate of % is made out to another name. If that is right, set the server name.',
  ],
  [
    /alert certificate expired/,
    'clientCertificateExpired',
    'unauthenticated',
    '% refuses the client certificate: it has expired.',
  ],
  [
    /certificate has expired|CERT_HAS_EXPIRED/,
    'expired',
    'precondition',
    'The certificate of % has expired.',
  ],
  [
    /not yet valid/,
    'notYetValid',
    'precondition',
    'The certificate of % is not valid yet; compare the clocks.',
  ],
  [
    /self[- ]signed certificate/,
    'selfSigned',
    'precondition',
    'The certificate of % is signed by itself or by an unknown authority. Choose the CA file it belongs to.',
  ],
  [
    /unable to verify the first certificate|unable to get (local )?issuer certificate|certificate signature failure/,
    'untrusted',
    'precondition',
    'The certificate of % does not come from the chosen CA. Choose the CA file that signed it.',
  ],
  [
    /alert certificate required|alert number 116/,
    'clientCertificateMissing',
    'unauthenticated',
    '% wants a client certificate. Choose the certificate and its key.',
  ],
  [
    /alert (bad certificate|unknown ca|certificate unknown|unsupported certificate|certificate revoked)/,
    'clientCertificateRefused',
    'unauthenticated',
    '% does not accept the client certificate: it is missing, or another CA signed it.',
  ],
  [
    /wrong version number|packet length too long/,
    'notTls',
    'precondition',
    '% does not speak TLS. Try http://.',
  ],
  [/no application protocol/, 'notEtcd', 'precondition', 'What listens at % is not etcd.'],
  [
    /disconnected before secure TLS connection was established/,
    'closedTls',
    'unavailable',
    '% hung up before TLS was set up: it may expect http://, or not be etcd.',
  ],
  [
    /unsupported protocol|alert protocol version/,
    'tlsVersion',
    'precondition',
    '% offers no common version of TLS.',
  ],
  [
    /^Received HTTP status code (502|503|504|429)/,
    'proxyDown',
    'unavailable',
    'A proxy answers at %, but no etcd behind it.',
  ],
  [
    /^Received HTTP status code|Protocol error|content-type|does not implement the method \/etcdserverpb/i,
    'notEtcd',
    'precondition',
    'What listens at % is not etcd.',
  ],
  [
    /Last error: (Failed to connect|Socket closed|.*ECONNRESET|.*EPIPE)/,
    'closed',
    'unavailable',
    '% hung up at once: it may expect https://, or not be etcd.',
  ],
]

/** The connection problem that a gRPC status text tells of, or undefined when it tells of none. */
export function findConnectionError(details: string): ConnectionError | undefined {
  const found = rows.find(([text]) => text.test(details))
  return found && { problem: found[1], code: found[2], message: found[3] }
}

/** True when grpc-js says that the call never got a connection, so that no server can have seen it. */
export function wasNeverSent(details: string): boolean {
  return /^(No connection established|Name resolution failed|Failed to start HTTP\/2 stream)|Waiting for LB pick/.test(
    details,
  )
}
