import { randomBytes, webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../../store/write-whole'
import { isFile } from '../engines/find'
import { makeFolder } from '../folders'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000
const validDays = 3_650

// Loaded when the first certificate is made: most clusters have none.
async function x509Library() {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(webcrypto)
  return x509
}

/**
 * Makes what is missing of a cluster's certificates in `dir` (made, private to this user): its own authority
 * (`ca.crt`, `ca.key`), for each member one certificate for both ends of a connection (`NAME.crt`, `NAME.key`, for
 * 127.0.0.1, ::1 and localhost), and `client.crt` with `client.key`. Keys are PKCS#8, ECDSA P-256; every file is
 * written whole and readable by this user alone. Valid from yesterday, for ten years.
 */
export async function issueCertificates(dir: string, members: readonly string[]): Promise<void> {
  const names = [...members, 'client']
  const there = await Promise.all(names.map((name) => isFile(join(dir, `${name}.crt`))))
  const missing = names.filter((_, i) => !there[i])
  if (missing.length === 0) return
  await makeFolder(dir)
  if (!(await isFile(join(dir, 'ca.crt')))) await makeAuthority(dir)
  const authority = await readAuthority(dir)
  for (const name of missing) await issue(dir, name, authority)
}

async function makeAuthority(dir: string): Promise<void> {
  const x509 = await x509Library()
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: 'CN=etcdesk local cluster',
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  await writeKey(join(dir, 'ca.key'), keys.privateKey)
  await writeWhole(join(dir, 'ca.crt'), `${certificate.toString('pem')}\n`)
}

interface Authority {
  readonly subject: string
  readonly publicKey: webcrypto.CryptoKey
  readonly signingKey: webcrypto.CryptoKey
}

async function readAuthority(dir: string): Promise<Authority> {
  const x509 = await x509Library()
  const certificate = new x509.X509Certificate(await readFile(join(dir, 'ca.crt'), 'utf8'))
  const [key] = x509.PemConverter.decode(await readFile(join(dir, 'ca.key'), 'utf8'))
  return {
    subject: certificate.subject,
    publicKey: await certificate.publicKey.export(),
    signingKey: await webcrypto.subtle.importKey('pkcs8', key ?? new ArrayBuffer(0), algorithm, false, [
      'sign',
    ]),
  }
}

async function issue(dir: string, name: string, authority: Authority): Promise<void> {
  const x509 = await x509Library()
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage
  const isClient = name === 'client'
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(),
    subject: `CN=${name}`,
    issuer: authority.subject,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authority.signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // A member is a client of its peers, and of itself for the JSON gateway.
      new x509.ExtendedKeyUsageExtension(isClient ? [clientAuth] : [serverAuth, clientAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
      ...(isClient
        ? []
        : [
            new x509.SubjectAlternativeNameExtension([
              { type: 'ip', value: '127.0.0.1' },
              { type: 'ip', value: '::1' },
              { type: 'dns', value: 'localhost' },
            ]),
          ]),
    ],
  })
  await writeKey(join(dir, `${name}.key`), keys.privateKey)
  await writeWhole(join(dir, `${name}.crt`), `${certificate.toString('pem')}\n`)
}

function validity() {
  const now = Date.now()
  return {
    // Positive, as RFC 5280 wants it.
    serialNumber: `00${randomBytes(16).toString('hex')}`,
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + validDays * dayMs),
  }
}

async function writeKey(path: string, key: webcrypto.CryptoKey): Promise<void> {
  const { PemConverter } = await x509Library()
  const bytes = await webcrypto.subtle.exportKey('pkcs8', key)
  await writeWhole(path, `${PemConverter.encode(bytes, 'PRIVATE KEY')}\n`)
}
