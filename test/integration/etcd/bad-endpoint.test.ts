import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EtcdClient, type EtcdClientOptions } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { toFailure, type Failure } from '../../../shared/failure'
import { TestAuthority, type Certificate } from '../../support/certificates'
import { engineVersions, haveEngine } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import * as notEtcd from '../../support/not-etcd'
import { freePorts } from '../../support/ports'
import { tempDir, type TempDir } from '../../support/temp-dir'

/** What a first read says when it fails. */
async function reasonOf(options: EtcdClientOptions): Promise<Failure> {
  await using client = new EtcdClient({ dialTimeoutMs: 1_000, requestTimeoutMs: 3_000, ...options })
  return await client.unary(KV.method.range, { key: Uint8Array.of(1) }).then(
    () => {
      throw new Error('The read went well.')
    },
    (error: unknown) => toFailure(error),
  )
}

const problem = (code: string, name: string) => ({ code, details: { problem: name } })

describe('what is not etcd gets its own sentence', () => {
  it('nobody listens', async () => {
    const [port] = await freePorts(1)
    const endpoints = [`http://127.0.0.1:${port}`]
    expect(await reasonOf({ endpoints })).toMatchObject({
      ...problem('unavailable', 'refused'),
      message: `Nobody is listening at http://127.0.0.1:${port}.`,
    })
  })

  it('the name is not known', async () => {
    const found = await reasonOf({ endpoints: ['http://no-such-host.invalid:2379'] })
    expect(found).toMatchObject(problem('unavailable', 'unresolved'))
  })

  it.each([
    ['an HTTP/1 server', () => notEtcd.httpServer(), 'http', 'precondition', 'notEtcd'],
    ['an HTTP/1 server asked for TLS', () => notEtcd.httpServer(), 'https', 'precondition', 'notTls'],
    ['an HTTP/2 server', () => notEtcd.http2Server(404), 'http', 'precondition', 'notEtcd'],
    [
      'an HTTP/2 server that likes every request',
      () => notEtcd.http2Server(200),
      'http',
      'precondition',
      'notEtcd',
    ],
    ['an HTTP/2 server that refuses', () => notEtcd.http2Server(403), 'http', 'precondition', 'notEtcd'],
    ['a proxy without etcd behind it', () => notEtcd.http2Server(502), 'http', 'unavailable', 'proxyDown'],
    ['a server that greets first', () => notEtcd.greetingServer(), 'http', 'precondition', 'notEtcd'],
    ['a server that hangs up', () => notEtcd.closingServer(), 'http', 'unavailable', 'closed'],
    ['a server that hangs up under TLS', () => notEtcd.closingServer(), 'https', 'unavailable', 'closedTls'],
    ['a silent server', () => notEtcd.silentServer(), 'http', 'deadline', 'silent'],
    ['a silent server asked for TLS', () => notEtcd.silentServer(), 'https', 'deadline', 'silent'],
  ] as const)('%s', async (_, start, scheme, code, name) => {
    await using server = await start()
    expect(await reasonOf({ endpoints: [`${scheme}://${server.address}`] })).toMatchObject(
      problem(code, name),
    )
  })
})

describe.each(engineVersions)('a wrong way to etcd %s gets its own sentence', (version) => {
  const test = it.skipIf(!haveEngine(version))
  let dir: TempDir
  let stranger: TestAuthority
  let strange: Certificate
  let plain: RunningEtcd
  let mutual: RunningEtcd
  let expired: RunningEtcd
  beforeAll(async () => {
    if (!haveEngine(version)) return
    dir = await tempDir()
    stranger = await TestAuthority.create(dir.path, 'stranger')
    strange = await stranger.issue('root')
    const serverCertificate = (authority: TestAuthority) => authority.issue('old', { expired: true })
    const auth = { user: 'root', password: 'right' } as const
    plain = await startEtcd({ version, auth })
    mutual = await startEtcd({ version, tls: 'mutual' })
    expired = await startEtcd({ version, tls: 'server', serverCertificate, unready: true })
  })
  afterAll(() => Promise.all([plain, mutual, expired, dir].map((thing) => thing?.[Symbol.asyncDispose]())))

  test('a wrong password, which the message does not tell', async () => {
    const auth = { user: 'root', password: 'wr0ng' }
    const found = await reasonOf({ endpoints: plain.endpoints, auth })
    expect(found).toMatchObject({
      code: 'unauthenticated',
      message: 'The user name or the password is wrong.',
    })
    expect(JSON.stringify(found)).not.toContain('wr0ng')
  })

  test('no user where auth is enabled', async () => {
    expect(await reasonOf({ endpoints: plain.endpoints })).toMatchObject({
      code: 'unauthenticated',
      message: 'etcd wants a user name and a password.',
    })
  })

  test('TLS to a plain etcd', async () => {
    const endpoints = plain.endpoints.map((url) => url.replace('http:', 'https:'))
    expect(await reasonOf({ endpoints })).toMatchObject(problem('unavailable', 'closedTls'))
  })

  test('plain text to a TLS etcd', async () => {
    const endpoints = mutual.endpoints.map((url) => url.replace('https:', 'http:'))
    expect(await reasonOf({ endpoints })).toMatchObject(problem('precondition', 'needsTls'))
  })

  test('another CA, and none', async () => {
    for (const ca of [stranger.ca.cert, undefined]) {
      const found = await reasonOf({ endpoints: mutual.endpoints, tls: { ca } })
      expect(found).toMatchObject(problem('precondition', 'untrusted'))
    }
  })

  test('no client certificate', async () => {
    const found = await reasonOf({ endpoints: mutual.endpoints, tls: { ca: mutual.tls?.ca } })
    expect(found.code).toBe('unauthenticated')
    expect(found.message).toContain('client certificate')
    expect(found.details?.['problem']).toBe('clientCertificateMissing')
  })

  test('a client certificate of another CA', async () => {
    const { cert, key } = strange
    const found = await reasonOf({ endpoints: mutual.endpoints, tls: { ca: mutual.tls?.ca, cert, key } })
    expect(found).toMatchObject(problem('unauthenticated', 'clientCertificateRefused'))
  })

  test('another server name', async () => {
    const { cert, key } = mutual.tls?.client ?? {}
    const tls = { ca: mutual.tls?.ca, cert, key, serverName: 'etcd.example' }
    expect(await reasonOf({ endpoints: mutual.endpoints, tls })).toMatchObject(
      problem('precondition', 'wrongHost'),
    )
  })

  test('an expired server certificate', async () => {
    const found = await reasonOf({ endpoints: expired.endpoints, tls: { ca: expired.tls?.ca } })
    expect(found).toMatchObject(problem('precondition', 'expired'))
  })

  test('files that are no certificates, or not of one another', () => {
    const { endpoints } = mutual
    const { cert, key } = mutual.tls?.client ?? {}
    const junk = new TextEncoder().encode('junk')
    const make = (tls: EtcdClientOptions['tls']) => () => new EtcdClient({ endpoints, tls })
    const field = (name: string) =>
      expect.objectContaining({
        failure: expect.objectContaining({ code: 'invalid', details: { field: name } }),
      })
    expect(make({ ca: junk })).toThrow(field('ca'))
    expect(make({ cert: junk, key })).toThrow(field('cert'))
    expect(make({ cert, key: junk })).toThrow(field('key'))
    expect(make({ cert })).toThrow(field('key'))
    expect(make({ cert, key: strange.key })).toThrow(field('key'))
  })
})
