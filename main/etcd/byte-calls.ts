import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2'
import { FailureError } from '../../shared/failure'
import { fromGrpc } from './etcd-failure'
import { openSession, type BytesTarget } from './message-bytes'

const prefixBytes = 5

/**
 * Unary gRPC calls by the thousand over one connection, by bytes, whose answers are of no interest: for a load. A call costs
 * a fraction of what it costs through grpc-js.
 */
export class ByteCalls implements Disposable {
  private constructor(
    private readonly target: BytesTarget,
    private readonly session: ClientHttp2Session,
  ) {
    session.on('error', () => {})
  }

  /** Rejects with the failure of the dial. */
  static async open(target: BytesTarget): Promise<ByteCalls> {
    try {
      return new ByteCalls(target, await openSession(target))
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error)
      throw failed(target, { code: 14, details })
    }
  }

  /** One write; resolves when it was answered, rejects as other calls do. */
  call(path: string, request: Uint8Array): Promise<void> {
    const { session, target } = this
    if (session.closed || session.destroyed)
      return Promise.reject(failed(target, { code: 14, details: 'the connection was lost' }))
    return new Promise((resolve, reject) => {
      const { token } = target
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...(token === undefined ? {} : { token }),
      })
      let code: string | undefined
      let details = 'the connection ended before the answer did'
      const take = (headers: IncomingHttpHeaders) => {
        if (headers['grpc-status'] === undefined) return
        code = String(headers['grpc-status'])
        details = decodeURIComponent(String(headers['grpc-message'] ?? ''))
      }
      stream.on('response', take).on('trailers', take)
      stream.on('error', (error) => (details = error.message))
      stream.on('close', () =>
        code === '0' ? resolve() : reject(failed(target, { code: Number(code ?? 14), details })),
      )
      stream.resume()
      const framed = Buffer.allocUnsafe(prefixBytes + request.length)
      framed.writeUInt8(0, 0)
      framed.writeUInt32BE(request.length, 1)
      framed.set(request, prefixBytes)
      stream.end(framed)
    })
  }

  close(): void {
    this.session.destroy()
  }

  /** {@link close}. */
  [Symbol.dispose](): void {
    this.close()
  }
}

function failed({ endpoint }: BytesTarget, error: { code: number; details: string }): FailureError {
  return new FailureError(fromGrpc(error, { endpoint, write: true, sent: true }))
}
