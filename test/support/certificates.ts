import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One certificate with its key, as PEM files and as the bytes of them. */
export interface Certificate {
  readonly certFile: string
  readonly keyFile: string
  readonly cert: Uint8Array
  readonly key: Uint8Array
}

export interface CertificateOptions {
  /** subjectAltName; default covers 127.0.0.1 and localhost. */
  readonly names?: string
  /** Already over when it is made. */
  readonly expired?: boolean
}

/** A certificate authority made by openssl for one test; `issue` makes certificates for servers and clients alike. */
export class TestAuthority {
  private constructor(
    private readonly dir: string,
    readonly ca: Certificate,
  ) {}

  /** Makes a self-signed authority whose files live in `dir` (the caller removes the folder). */
  static async create(dir: string, name = 'authority'): Promise<TestAuthority> {
    const [certFile, keyFile] = [join(dir, `${name}.crt`), join(dir, `${name}.key`)]
    const subject = ['-subj', `/CN=etcdesk test ${name}`, '-days', '30']
    await run('openssl', ['req', '-x509', ...newKey(keyFile), '-out', certFile, ...subject])
    return new TestAuthority(dir, await load(certFile, keyFile))
  }

  /** A certificate signed by this authority, good for both ends of a connection. */
  async issue(name: string, options: CertificateOptions = {}): Promise<Certificate> {
    const file = (ending: string) => join(this.dir, `${name}.${ending}`)
    await run('openssl', ['req', ...newKey(file('key')), '-out', file('csr'), '-subj', `/CN=${name}`])
    const names = options.names ?? 'IP:127.0.0.1,DNS:localhost'
    await writeFile(file('ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`)
    const signed = ['-CA', this.ca.certFile, '-CAkey', this.ca.keyFile, '-CAcreateserial']
    const days = options.expired ? '-1' : '30'
    await run('openssl', [
      ...['x509', '-req', '-in', file('csr'), '-out', file('crt'), '-extfile', file('ext')],
      ...[...signed, '-days', days],
    ])
    return load(file('crt'), file('key'))
  }
}

const newKey = (keyFile: string): string[] => [
  ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile],
]

async function load(certFile: string, keyFile: string): Promise<Certificate> {
  return { certFile, keyFile, cert: await readFile(certFile), key: await readFile(keyFile) }
}
