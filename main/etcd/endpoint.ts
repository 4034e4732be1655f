import { Client, connectivityState, credentials, Metadata, type ChannelCredentials } from '@grpc/grpc-js'
import { parseEndpoint, type EndpointParts } from '../../shared/etcd/endpoint'
import { fail, FailureError, type Failure } from '../../shared/failure'
import { canceled, onAbort } from './abort'
import { refineDialFailure } from './dial-failure'
import { fromGrpc } from './etcd-failure'
import { tlsCredentials, type EtcdTls } from './tls'

/**
 * etcd refuses pings more often than every 5 s, and pings without a call (embed.Config, GRPCKeepAliveMinTime): so a
 * connection that is open on paper only is noticed after 15 s, and only while something is under way on it.
 */
const channelOptions = {
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.keepalive_permit_without_calls': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.min_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.enable_retries': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_http_proxy': 0,
  'grpc.use_local_subchannel_pool': 1,
} as const

const { READY, TRANSIENT_FAILURE, SHUTDOWN } = connectivityState

/** One etcd member's client URL with the one channel kept to it. */
export class Endpoint {
  readonly url: string
  readonly client: Client
  /** Not asked first until this time (ms, `performance.now()`): it has just failed somebody. */
  suspectUntil = 0
  readonly #parts: EndpointParts

  /** Throws `invalid` for a URL or TLS material that cannot be right. Does not connect. */
  constructor(
    text: string,
    private readonly tls: EtcdTls | undefined,
  ) {
    this.#parts = parseEndpoint(text)
    const { url, secure, host, port, socketPath } = this.#parts
    const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
    this.url = url
    const trust: ChannelCredentials = secure ? tlsCredentials(tls ?? {}) : credentials.createInsecure()
    const name = secure ? tls?.serverName?.trim() : undefined
    this.client = new Client(socketPath === undefined ? address : url, trust, {
      ...channelOptions,
      ...(name ? { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name } : {}),
    })
  }

  get isReady(): boolean {
    return this.#state() === READY
  }

  /**
   * Resolves when the connection stands, at once if it does. Rejects with a failure that tells why not: the last
   * error of the channel, `deadline` after `timeoutMs` of silence, `canceled` on abort. Nothing is sent.
   */
  connect(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (this.isReady) return Promise.resolve()
    return new Promise((resolve, reject) => {
      let done = false
      const settle = (act: () => void) => {
        if (done) return
        done = true
        clearTimeout(timer)
        forget()
        act()
      }
      const timer = setTimeout(() => settle(() => reject(this.#silent(timeoutMs))), timeoutMs)
      const forget = onAbort(signal, () => queueMicrotask(() => settle(() => reject(canceled()))))
      const look = () => {
        if (done) return
        const state = this.#state(true)
        if (state === READY) return settle(resolve)
        if (state === SHUTDOWN) return settle(() => reject(canceled()))
        if (state === TRANSIENT_FAILURE) return void this.#lastError().then((f) => settle(() => reject(f)))
        this.client.getChannel().watchConnectivityState(state, Infinity, look)
      }
      look()
    })
  }

  /** Calls `listener` once, when the connection that stands now no longer does. */
  onceDown(listener: () => void): void {
    if (!this.isReady) return listener()
    this.client.getChannel().watchConnectivityState(READY, Infinity, () => listener())
  }

  /** Ends every call and the connection. */
  close(): void {
    this.client.close()
  }

  #state(connect = false): connectivityState {
    try {
      return this.client.getChannel().getConnectivityState(connect)
    } catch {
      return SHUTDOWN
    }
  }

  #silent(timeoutMs: number): FailureError {
    const message = `Nothing at ${this.url} answered within ${timeoutMs / 1000} s.`
    return fail('deadline', message, { details: { endpoint: this.url, problem: 'silent' } })
  }

  /** A channel in failure fails every call with the reason before it is sent: the only way to read that reason. */
  #lastError(): Promise<FailureError> {
    const path = '/etcdserverpb.Maintenance/Status'
    const raw = (bytes: Buffer) => bytes
    const options = { deadline: Date.now() + 1_000 }
    return new Promise((resolve) => {
      const answer = async (failure: Failure) =>
        resolve(new FailureError(await refineDialFailure(failure, this.#parts, this.tls?.cert !== undefined)))
      const asked = { endpoint: this.url }
      const onEnd = (error: unknown) =>
        void answer(fromGrpc(error ?? { code: 14, details: 'The connection is unstable.' }, asked))
      this.client.makeUnaryRequest(path, raw, raw, Buffer.alloc(0), new Metadata(), options, onEnd)
    })
  }
}
