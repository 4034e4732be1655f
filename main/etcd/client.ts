import { setMaxListeners } from 'node:events'
import type {
  DescMessage,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf'
import { fail, FailureError } from '../../shared/failure'
import { linkSignals, orAbort } from './abort'
import { AuthToken, isStaleToken } from './auth-token'
import type { EtcdClientOptions, StreamOptions, UnaryOptions } from './client-options'
import { Connection, type ClientState } from './connection'
import { Endpoint } from './endpoint'
import type { BytesTarget } from './message-bytes'
import { fromGrpc, isGrpcError } from './etcd-failure'
import { Auth } from './gen/etcdserverpb/auth_pb'
import { isPerMember, isRepeatable } from './methods'
import { openDuplex, openServerStream, type Duplex } from './streams'
import type { EtcdTls } from './tls'
import { unaryWithRetries } from './unary'

export type { EtcdClientOptions, StreamOptions, UnaryOptions } from './client-options'
export type { ClientState } from './connection'

const nobody: ReadonlySet<Endpoint> = new Set()

/**
 * A client of one etcd cluster: one channel per endpoint, one endpoint in use, the others stand by. It connects on
 * first need, and from then on reconnects by itself to any endpoint that answers, until it is disposed.
 *
 * Everything rejects with a {@link FailureError}: `canceled` promptly on abort (also while it waits for a connection)
 * and after disposal, the reason of the dial when no endpoint connects, else what `fromGrpc` makes of etcd's answer.
 */
export class EtcdClient implements AsyncDisposable {
  readonly endpoints: readonly string[]
  readonly #options: EtcdClientOptions
  readonly #known = new Map<string, Endpoint>()
  readonly #connection: Connection
  readonly #token: AuthToken | undefined
  readonly #closed = new AbortController()

  /** Throws `invalid` (`details.field`: endpoint, ca, cert, key) for options that cannot be right. */
  constructor(options: EtcdClientOptions) {
    if (options.endpoints.length === 0) {
      throw fail('invalid', 'At least one endpoint is needed.', { details: { field: 'endpoint' } })
    }
    this.#options = options
    setMaxListeners(0, this.#closed.signal)
    const endpoints = options.endpoints.map((text) => this.#endpoint(text))
    this.endpoints = [...new Set(endpoints.map((endpoint) => endpoint.url))]
    this.#connection = new Connection([...new Set(endpoints)], this.#dialTimeoutMs)
    if (options.auth) this.#token = new AuthToken(() => this.#authenticate())
  }

  /** How it stands now; a frozen value, replaced on each change. */
  get state(): ClientState {
    return this.#connection.state
  }

  /** Calls `listener` with each new state; call the answer to stop that. */
  onStateChange(listener: (state: ClientState) => void): () => void {
    return this.#connection.onStateChange(listener)
  }

  /**
   * One request, one answer, from the endpoint in use or from `options.endpoint`; methods about one member alone
   * (Status, Defragment, HashKV, Alarm…) must name it. Within `timeoutMs` a read is asked again, elsewhere if need
   * be, while members are unavailable; a write only if it was certainly never sent, or refused for a stale token
   * (which is refreshed once). A write that was sent and not answered rejects with `details.unknownOutcome`.
   */
  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    input: MessageInitShape<I>,
    options: UnaryOptions = {},
  ): Promise<MessageShape<O>> {
    if (isPerMember(method) && options.endpoint === undefined) {
      throw fail('invalid', `${method.name} is about one member: name its endpoint.`)
    }
    return this.#unary(method, input, options, this.#token)
  }

  /**
   * One request, a stream of answers (Snapshot, RangeStream), read from gRPC as the reader asks: a slow reader slows
   * etcd down. Ending the iteration ends the call. A broken stream is not resumed: it throws.
   */
  async *serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    input: MessageInitShape<I>,
    options: StreamOptions = {},
  ): AsyncGenerator<MessageShape<O>, void, undefined> {
    const { signal, release } = linkSignals(options.signal, this.#closed.signal)
    try {
      yield* this.#serverStream(method, input, { ...options, signal })
    } finally {
      release()
    }
  }

  async *#serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    input: MessageInitShape<I>,
    options: StreamOptions & { signal: AbortSignal },
  ): AsyncGenerator<MessageShape<O>, void, undefined> {
    const { signal } = options
    for (let isFresh = false; ; isFresh = true) {
      const { endpoint, token } = await this.#open(options)
      let isEmpty = true
      try {
        for await (const message of openServerStream(endpoint, method, input, { token, signal })) {
          isEmpty = false
          yield message
        }
        return
      } catch (error) {
        if (isEmpty && !isFresh && (await this.refuseToken(error, token))) continue
        throw new FailureError(fromGrpc(error, { endpoint: endpoint.url, sent: true }), { cause: error })
      }
    }
  }

  /** A conversation (Watch, LeaseKeepAlive) on a connected endpoint, with a token. `messages` throws grpc-js' errors. */
  async duplex<I extends DescMessage, O extends DescMessage>(
    method: DescMethodBiDiStreaming<I, O>,
    options: StreamOptions = {},
  ): Promise<Duplex<I, O> & { readonly token: string | undefined }> {
    const { signal, release } = linkSignals(options.signal, this.#closed.signal)
    try {
      const { endpoint, token } = await this.#open({ ...options, signal })
      return { ...openDuplex(endpoint, method, { token, signal, release }), token }
    } catch (error) {
      release()
      throw error
    }
  }

  /** When the error (or its text) says that the token is stale: forgets it, so that the next call gets a fresh one. */
  async refuseToken(error: unknown, token: string | undefined): Promise<boolean> {
    const text = isGrpcError(error) ? error.details : error
    if (!this.#token || typeof text !== 'string' || !isStaleToken(text)) return false
    await this.#token.refuse(token)
    return true
  }

  /** Asks other endpoints first for a few seconds. */
  suspect(url: string): void {
    const endpoint = this.#known.get(url)
    if (endpoint) this.#connection.suspect(endpoint)
  }

  /** What https endpoints are trusted by, for who asks a member by other means than gRPC. */
  get tls(): EtcdTls | undefined {
    return this.#options.tls
  }

  /**
   * Where the endpoint in use (or the one that is named) is and what it wants to see, for a call that another thread
   * makes (`messageBytes`).
   */
  async target(signal?: AbortSignal, named?: string): Promise<BytesTarget> {
    const { signal: both, release } = linkSignals(signal, this.#closed.signal)
    try {
      const { endpoint, token } = await this.#open({ signal: both, endpoint: named })
      return { endpoint: endpoint.url, tls: this.#options.tls, token }
    } finally {
      release()
    }
  }

  /** Cancels what is under way and closes every channel. */
  async close(): Promise<void> {
    this.#closed.abort()
    this.#connection.close()
    for (const endpoint of this.#known.values()) endpoint.close()
  }

  /** {@link close}. Node before 18.18 has no such symbol: the app calls `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  get #dialTimeoutMs(): number {
    return this.#options.dialTimeoutMs ?? 5_000
  }

  async #unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    input: MessageInitShape<I>,
    options: UnaryOptions,
    token?: AuthToken,
  ): Promise<MessageShape<O>> {
    const { signal, release } = linkSignals(options.signal, this.#closed.signal)
    const route = {
      connection: this.#connection,
      pinned: options.endpoint === undefined ? undefined : this.#endpoint(options.endpoint),
      token,
      dialTimeoutMs: this.#dialTimeoutMs,
      timeoutMs: options.timeoutMs ?? this.#options.requestTimeoutMs ?? 10_000,
      repeatable: options.repeatable ?? isRepeatable(method),
      signal,
    }
    return unaryWithRetries(route, method, input).finally(release)
  }

  async #open(options: StreamOptions & { signal: AbortSignal }) {
    const { signal } = options
    const pinned = options.endpoint === undefined ? undefined : this.#endpoint(options.endpoint)
    if (pinned) await pinned.connect(this.#dialTimeoutMs, signal)
    const endpoint = pinned ?? (await this.#connection.pick(nobody, this.#dialTimeoutMs, signal))
    const token = this.#token && (await orAbort(this.#token.get(), signal))
    return { endpoint, token }
  }

  async #authenticate(): Promise<string | undefined> {
    const { user = '', password = '' } = this.#options.auth ?? {}
    try {
      const answer = await this.#unary(Auth.method.authenticate, { name: user, password }, {})
      return answer.token
    } catch (error) {
      const off = 'etcdserver: authentication is not enabled'
      if (error instanceof FailureError && error.failure.reason === off) return undefined
      throw error
    }
  }

  #endpoint(text: string): Endpoint {
    const found = this.#known.get(text.trim().replace(/(?<!\/)\/$/, ''))
    if (found) return found
    const made = new Endpoint(text, this.#options.tls)
    this.#known.set(made.url, made)
    return made
  }
}
