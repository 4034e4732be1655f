import { connect } from 'node:tls'
import type { EndpointParts } from '../../shared/etcd/endpoint'
import type { Failure } from '../../shared/failure'

/**
 * Says more about why a connection did not come about than its error text alone can: a server that hangs up on plain
 * text is asked whether it speaks TLS; a refused client certificate that was never given is a missing one (etcd 3.4
 * sends the same TLS alert for both).
 */
export async function refineDialFailure(
  failure: Failure,
  endpoint: EndpointParts,
  hasClientCertificate: boolean,
): Promise<Failure> {
  const problem = failure.details?.['problem']
  const as = (name: string, more: Partial<Failure>): Failure => ({
    ...failure,
    ...more,
    details: { ...failure.details, problem: name },
  })
  if (problem === 'clientCertificateRefused' && !hasClientCertificate) {
    const message = `${endpoint.url} wants a client certificate. Choose the certificate and its key.`
    return as('clientCertificateMissing', { message })
  }
  if (problem === 'closed' && endpoint.secure) {
    const message = `${endpoint.url} hung up before TLS was set up: it may expect http://, or not be etcd.`
    return as('closedTls', { message })
  }
  if (problem === 'closed' && !endpoint.secure && (await speaksTls(endpoint))) {
    const message = `${endpoint.url} speaks TLS only. Change http:// to https://.`
    return as('needsTls', { code: 'precondition', message })
  }
  return failure
}

/** True when a TLS handshake gets as far as the server's certificate. Whose that is does not matter: nothing is sent. */
function speaksTls({ host, port }: EndpointParts): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, ALPNProtocols: ['h2'], timeout: 1_000 })
    const answer = (speaks: boolean) => {
      socket.destroy()
      resolve(speaks)
    }
    socket.once('secureConnect', () => answer(true))
    socket.once('timeout', () => answer(false))
    socket.once('error', (error: Error) => answer(/alert/.test(error.message)))
    socket.once('close', () => answer(false))
  })
}
