import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { credentials, type ChannelCredentials } from '@grpc/grpc-js'
import { fail } from '../../shared/failure'

/** PEM bytes, as they are in the files. Without `ca` the machine's own authorities count. */
export interface EtcdTls {
  readonly ca?: Uint8Array
  /** Client certificate and its key: both or neither. */
  readonly cert?: Uint8Array
  readonly key?: Uint8Array
  /** The name the server's certificate must be made out to, where it is not the endpoint's host. */
  readonly serverName?: string
}

/**
 * Channel credentials for https endpoints. Throws `invalid` with `details.field` `ca`, `cert` or `key` for files
 * that are no PEM, do not belong together, or are locked by a passphrase; grpc-js would report such a CA much later
 * as an untrusted server.
 */
export function tlsCredentials(tls: EtcdTls): ChannelCredentials {
  const { ca, cert, key } = tls
  if (ca) readCertificate(ca, 'ca', 'The CA file holds no certificate (PEM).')
  if (cert && !key) throw bad('key', 'A client certificate needs its key.')
  if (key && !cert) throw bad('cert', 'A client key needs its certificate.')
  if (cert && key) {
    const certificate = readCertificate(cert, 'cert', 'The certificate file holds no certificate (PEM).')
    if (!certificate.checkPrivateKey(readKey(key)))
      throw bad('key', 'The key does not belong to the certificate.')
  }
  return credentials.createSsl(buffer(ca), buffer(key), buffer(cert))
}

function readCertificate(pem: Uint8Array, field: string, message: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw bad(field, message, cause)
  }
}

function readKey(pem: Uint8Array): KeyObject {
  try {
    return createPrivateKey(Buffer.from(pem))
  } catch (cause) {
    const locked = Buffer.from(pem).includes('ENCRYPTED')
    throw bad(
      'key',
      locked ? 'The key is locked by a passphrase.' : 'The key file holds no private key (PEM).',
      cause,
    )
  }
}

function bad(field: string, message: string, cause?: unknown): Error {
  return fail('invalid', message, { details: { field }, cause })
}

const buffer = (bytes: Uint8Array | undefined): Buffer | null => (bytes ? Buffer.from(bytes) : null)
