import type { Login } from './auth-token'
import type { EtcdTls } from './tls'

export interface EtcdClientOptions {
  /** `http://host:port` or `https://host:port`; at least one. */
  readonly endpoints: readonly string[]
  /** For the https endpoints. */
  readonly tls?: EtcdTls
  readonly auth?: Login
  /** How long an endpoint may take to connect. Default 5000. */
  readonly dialTimeoutMs?: number
  /** How long a unary call may take in all, retries included. Default 10,000. */
  readonly requestTimeoutMs?: number
}

export interface StreamOptions {
  readonly signal?: AbortSignal
  /** Ask this member and no other; it need not be one of the client's endpoints. */
  readonly endpoint?: string
}

export interface UnaryOptions extends StreamOptions {
  readonly timeoutMs?: number
  /** Overrides what is known of the method, e.g. for an Alarm request that only reads. */
  readonly repeatable?: boolean
}
