import { connect } from 'node:tls'
import { parseEndpoint } from '../../shared/etcd/endpoint'
import { onAbort } from '../etcd/abort'

const timeoutMs = 2_000
/** How an HTTP/2 client begins (RFC 9113, 3.4), with empty settings: a server that takes it answers with its own. */
const preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
])

/**
 * Whether an https endpoint turns away a client without a certificate. With TLS 1.3 that comes after the handshake, so the
 * first bytes of HTTP/2 are exchanged, and no request. Undefined when neither an answer nor an alert comes; never throws.
 */
export function wantsClientCertificate(endpoint: string, signal: AbortSignal): Promise<boolean | undefined> {
  const { host, port } = parseEndpoint(endpoint)
  return new Promise((resolve) => {
    const options = { host, port, timeout: timeoutMs, rejectUnauthorized: false, ALPNProtocols: ['h2'] }
    const socket = connect(options, () => socket.write(preface))
    const give = (wants: boolean | undefined) => {
      forget()
      socket.destroy()
      resolve(wants)
    }
    const forget = onAbort(signal, () => give(undefined))
    socket.once('data', () => give(false))
    socket.once('error', ({ message }: Error) =>
      give(/alert (bad certificate|certificate required|number (42|116))/.test(message) ? true : undefined),
    )
    socket.once('timeout', () => give(undefined))
    socket.once('close', () => give(undefined))
  })
}
