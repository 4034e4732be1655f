import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2'
import { FailureError } from '../../../shared/failure'
import { RpcError } from './rpc-error'

/** One call: its messages as they come, and a way to answer. */
export interface ServedCall {
  /** The messages of the caller, without gRPC's prefix. Ends when the caller has said all. */
  readonly requests: AsyncIterable<Uint8Array>
  /** Answers with a message in pieces that make `sizeBytes`; resolves when the caller may get more. */
  readonly send: (sizeBytes: number, pieces: Iterable<Uint8Array>) => Promise<void>
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal
}

/** What answers a path; it throws `RpcError` to refuse. */
export type Handlers = ReadonlyMap<string, (call: ServedCall) => Promise<void>>

const windowBytes = 8 * 1024 * 1024
const prefixBytes = 5

/** Serves gRPC on a socket of the file system (a named pipe on Windows): nothing that a network could reach. */
export async function serve(socketPath: string, handlers: Handlers): Promise<Http2Server> {
  const server = createServer({ settings: { initialWindowSize: windowBytes } })
  server.on('session', (session) => {
    session.on('error', () => session.destroy())
    session.setLocalWindowSize(windowBytes)
  })
  server.on('stream', (stream, headers) => void answer(stream, handlers.get(String(headers[':path']))))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socketPath, resolve)
  })
  return server
}

async function answer(stream: ServerHttp2Stream, handle: ((call: ServedCall) => Promise<void>) | undefined) {
  const gone = new AbortController()
  stream.on('error', () => gone.abort()).on('close', () => gone.abort())
  let status = { 'grpc-status': '0', 'grpc-message': '' }
  stream.once('wantTrailers', () => {
    if (!stream.destroyed) stream.sendTrailers(status)
  })
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  try {
    if (!handle) throw new RpcError(12, 'A snapshot file does not know this.')
    const send: ServedCall['send'] = (sizeBytes, pieces) =>
      write(stream, gone.signal, messageOf(sizeBytes, pieces))
    await handle({ requests: readRequests(stream), send, signal: gone.signal })
  } catch (error) {
    status = statusOf(error)
  }
  if (!stream.destroyed) stream.end()
}

function statusOf(error: unknown) {
  const [code, text] =
    error instanceof RpcError
      ? [error.code, error.message]
      : error instanceof FailureError
        ? [15, [error.failure.message, error.failure.reason].filter(Boolean).join(' ')]
        : [13, error instanceof Error ? error.message : String(error)]
  return { 'grpc-status': String(code), 'grpc-message': escapeText(text) }
}

/** gRPC writes what is no plain ASCII, and the percent sign, as bytes of UTF-8. */
const escapeText = (text: string) =>
  text.replace(/[^\x20-\x24\x26-\x7e]/gu, (letter) =>
    [...Buffer.from(letter)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  )

function* messageOf(sizeBytes: number, pieces: Iterable<Uint8Array>): Generator<Uint8Array, void, void> {
  const prefix = Buffer.alloc(prefixBytes)
  prefix.writeUInt32BE(sizeBytes, 1)
  yield prefix
  yield* pieces
}

async function write(stream: ServerHttp2Stream, signal: AbortSignal, pieces: Iterable<Uint8Array>) {
  for (const piece of pieces) {
    if (signal.aborted || stream.destroyed) throw new RpcError(1, 'Canceled.')
    if (piece.length === 0 || stream.write(piece)) continue
    await new Promise<void>((resolve) => {
      const go = () => {
        stream.off('drain', go)
        signal.removeEventListener('abort', go)
        resolve()
      }
      stream.on('drain', go)
      signal.addEventListener('abort', go)
    })
  }
}

async function* readRequests(stream: ServerHttp2Stream): AsyncGenerator<Uint8Array, void, void> {
  let rest: Buffer = Buffer.alloc(0)
  // Who has read enough still has to answer.
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= prefixBytes && rest.length >= prefixBytes + rest.readUInt32BE(1)) {
      const end = prefixBytes + rest.readUInt32BE(1)
      yield new Uint8Array(rest.subarray(prefixBytes, end))
      rest = rest.subarray(end)
    }
  }
}
