import { connect, type ClientHttp2Session } from 'node:http2'
import { connect as connectSocket } from 'node:net'
import { socketPathOf } from '../../shared/etcd/endpoint'
import { FailureError } from '../../shared/failure'
import { canceled, onAbort, throwIfAborted } from './abort'
import { fromGrpc } from './etcd-failure'

/** Where and how to ask: everything that crosses to a worker thread. */
export interface BytesTarget {
  /** `http://host:port` or `https://host:port`. */
  readonly endpoint: string
  readonly tls?: {
    readonly ca?: Uint8Array
    readonly cert?: Uint8Array
    readonly key?: Uint8Array
    readonly serverName?: string
  }
  readonly token?: string
}

/** How much may be on its way; HTTP/2's own 64 KiB would make the server wait for us all the time. */
const windowBytes = 8 * 1024 * 1024
const connectTimeoutMs = 5_000

/** A connection over which calls are made by hand; the caller ends it. Rejects with the dial's own error. */
export async function openSession(target: BytesTarget): Promise<ClientHttp2Session> {
  const { ca, cert, key, serverName } = target.tls ?? {}
  const pem = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes)
  const socketPath = socketPathOf(target.endpoint)
  const session = connect(socketPath === undefined ? target.endpoint : 'http://localhost', {
    ...(socketPath === undefined ? {} : { createConnection: () => connectSocket(socketPath) }),
    ...{ ca: pem(ca), cert: pem(cert), key: pem(key), servername: serverName },
    settings: { initialWindowSize: windowBytes, enablePush: false },
  })
  await new Promise<void>((resolve, reject) => {
    session.setTimeout(connectTimeoutMs, () => session.destroy(new Error('connect: timed out')))
    session.once('connect', () => resolve()).once('error', reject)
  })
  session.setTimeout(0)
  session.setLocalWindowSize(windowBytes)
  return session
}

/**
 * One unary gRPC call whose answer is handed on in pieces as it arrives, instead of whole: grpc-js gathers a message
 * before it gives it to anybody, which for a million keys costs twice their size. Yields the message's bytes without
 * gRPC's prefix; else as {@link streamBytes}.
 */
export async function* messageBytes(
  ...call: Parameters<typeof streamBytes>
): AsyncGenerator<Uint8Array, void, undefined> {
  let skipped = 0
  for await (const chunk of streamBytes(...call)) {
    const skip = Math.min(5 - skipped, chunk.length)
    skipped += skip
    if (chunk.length > skip) yield chunk.subarray(skip)
  }
}

/** True when the server does not know the method that was called (gRPC status 12). */
export function isUnimplemented(error: unknown): boolean {
  const cause = error instanceof FailureError ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 12
}

/**
 * One gRPC call with one request, whose answers are handed on as the bytes that arrive: each message behind gRPC's
 * prefix of a flag and four bytes of length. What the reader does not ask for stays with the server (HTTP/2 flow
 * control). Rejects as other calls do; ends promptly on abort.
 *
 * @param path e.g. `/etcdserverpb.KV/Range`
 */
export async function* streamBytes(
  target: BytesTarget,
  path: string,
  request: Uint8Array,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  throwIfAborted(signal)
  const fail = (error: unknown) =>
    signal?.aborted
      ? canceled()
      : new FailureError(fromGrpc(error, { endpoint: target.endpoint, sent: true }), { cause: error })
  let session: ClientHttp2Session
  try {
    session = await openSession(target)
  } catch (error) {
    throw fail({ code: 14, details: error instanceof Error ? error.message : String(error) })
  }
  const forget = onAbort(signal, () => session.destroy())
  session.on('error', () => {})
  try {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(target.token === undefined ? {} : { token: target.token }),
    })
    const status = { code: undefined as string | undefined, details: '' }
    const take = (headers: Record<string, unknown>) => {
      if (headers['grpc-status'] === undefined) return
      status.code = String(headers['grpc-status'])
      status.details = decodeURIComponent(String(headers['grpc-message'] ?? ''))
    }
    stream.on('response', take).on('trailers', take)
    const prefix = Buffer.alloc(5)
    prefix.writeUInt32BE(request.length, 1)
    stream.end(Buffer.concat([prefix, request]))
    yield* stream as AsyncIterable<Buffer>
    if (status.code === undefined) throw { code: 14, details: 'the connection ended before the answer did' }
    if (status.code !== '0') throw { code: Number(status.code), details: status.details }
  } catch (error) {
    if (error instanceof Error) throw fail({ code: 14, details: error.message })
    throw fail(error)
  } finally {
    forget()
    session.close()
    session.destroy()
  }
}
