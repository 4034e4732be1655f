import { connect } from 'node:tls'
import { fail } from '../../shared/failure'
import { parseEndpoint } from '../../shared/etcd/endpoint'
import { onAbort } from './abort'
import type { EtcdTls } from './tls'

/** What a server showed of itself. Times are Unix times in ms. */
export interface ServerCertificate {
  readonly subject: string
  readonly issuer: string
  /** The subjectAltName as OpenSSL prints it. */
  readonly names: string
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

const timeoutMs = 2_000
/** X.509 names come as one line a part. */
const oneLine = (name: string) => name.split('\n').join(', ')

/**
 * The certificate that an https endpoint (undefined for another) shows in a TLS handshake of its own (grpc-js does not tell what it saw). Nothing is
 * sent, and the certificate is not judged here: one that has expired is told as well. Rejects with `unavailable` when no
 * handshake comes about, with `canceled` on abort.
 */
export async function serverCertificate(
  endpoint: string,
  tls: EtcdTls,
  signal?: AbortSignal,
): Promise<ServerCertificate | undefined> {
  const { secure, host, port } = parseEndpoint(endpoint)
  if (!secure) return undefined
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...{ host, port, timeout: timeoutMs, rejectUnauthorized: false, ALPNProtocols: ['h2'] },
      ...(tls.serverName ? { servername: tls.serverName } : {}),
      ...(tls.cert && tls.key ? { cert: Buffer.from(tls.cert), key: Buffer.from(tls.key) } : {}),
    })
    const forget = onAbort(signal, () => end(() => reject(fail('canceled', 'Canceled.'))))
    const end = (act: () => void) => {
      forget()
      act()
      socket.destroy()
    }
    const lost = (cause?: Error) =>
      end(() => reject(fail('unavailable', `${endpoint} showed no certificate.`, { cause })))
    socket.once('error', lost)
    socket.once('timeout', () => lost())
    socket.once('close', () => lost())
    socket.once('secureConnect', () => {
      const seen = socket.getPeerX509Certificate()
      if (!seen) return lost()
      end(() =>
        resolve({
          subject: oneLine(seen.subject),
          issuer: oneLine(seen.issuer),
          names: seen.subjectAltName ?? '',
          notBeforeMs: Date.parse(seen.validFrom),
          notAfterMs: Date.parse(seen.validTo),
        }),
      )
    })
  })
}
