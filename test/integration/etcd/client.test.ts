import { describe, expect, it } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import { Auth } from '../../../main/etcd/gen/etcdserverpb/auth_pb'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { Lease } from '../../../main/etcd/gen/etcdserverpb/lease_pb'
import { Maintenance } from '../../../main/etcd/gen/etcdserverpb/maintenance_pb'
import { engineVersions, haveEngine } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { until } from '../../support/until'

const text = (value: string) => new TextEncoder().encode(value)
const failure = (expected: object) => expect.objectContaining({ failure: expect.objectContaining(expected) })
const tlsOf = (etcd: RunningEtcd) =>
  etcd.tls && { ca: etcd.tls.ca, cert: etcd.tls.client.cert, key: etcd.tls.client.key }

describe.each(engineVersions)('EtcdClient with etcd %s', (version) => {
  const test = it.skipIf(!haveEngine(version))

  test.each(['plain', 'server', 'mutual', 'auth', 'mutual and auth'])(
    'reads, writes and asks over %s',
    async (mode) => {
      const tls = mode.startsWith('mutual') ? 'mutual' : mode === 'server' ? 'server' : undefined
      const auth = mode.endsWith('auth') ? ({ user: 'root', password: 'pässword' } as const) : undefined
      await using etcd = await startEtcd({ version, tls, auth })
      await using client = new EtcdClient({ endpoints: etcd.endpoints, tls: tlsOf(etcd), auth })

      const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i)
      await client.unary(KV.method.put, { key: everyByte, value: everyByte })
      const { kvs, count } = await client.unary(KV.method.range, { key: everyByte })
      expect(count).toBe(1n)
      expect(Object.getPrototypeOf(kvs[0]?.value)).toBe(Uint8Array.prototype)
      expect(kvs[0]).toMatchObject({ key: everyByte, value: everyByte, version: 1n })

      const id = 0x7fff_ffff_ffff_fff1n
      expect((await client.unary(Lease.method.leaseGrant, { ttl: 600n, id })).id).toBe(id)
      const lease = await client.unary(Lease.method.leaseTimeToLive, { id })
      expect(lease).toMatchObject({ id, grantedTtl: 600n })

      const [endpoint = ''] = etcd.endpoints
      const status = await client.unary(Maintenance.method.status, {}, { endpoint })
      expect(status).toMatchObject({ version, leader: status.header?.memberId })
      expect(client.state).toMatchObject({ phase: 'ready', endpoint })
    },
  )

  test('streams a snapshot, and stops etcd when the reader stops', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    let sizeBytes = 0
    for await (const part of client.serverStream(Maintenance.method.snapshot, {}))
      sizeBytes += part.blob.length
    expect(sizeBytes % 512).toBe(32)
    for await (const part of client.serverStream(Maintenance.method.snapshot, {})) {
      expect(part.blob.length).toBeGreaterThan(0)
      break
    }
  })

  test('gets a fresh token, once, when its own is not known any more', async () => {
    const auth = { user: 'root', password: 'secret' } as const
    await using etcd = await startEtcd({ version, auth })
    await using client = new EtcdClient({ endpoints: etcd.endpoints, auth })
    await client.unary(KV.method.put, { key: text('a') })
    await etcd.stop(0)
    await etcd.start(0)
    await etcd.ready()
    await until(() => client.state.phase === 'ready')
    const puts = Array.from({ length: 20 }, (_, i) => client.unary(KV.method.put, { key: text(`a${i}`) }))
    await Promise.all(puts)
    await client.unary(Auth.method.userAdd, { name: 'new', password: 'secret' })
    await client.unary(KV.method.put, { key: text('b') })
  })

  test('works with a user and a password where auth is not enabled', async () => {
    await using etcd = await startEtcd({ version })
    const auth = { user: 'root', password: 'secret' }
    await using client = new EtcdClient({ endpoints: etcd.endpoints, auth })
    await client.unary(KV.method.put, { key: text('a') })
  })

  test('says of a write to a paused member that its outcome is unknown, and does not repeat it', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints, requestTimeoutMs: 500 })
    await client.unary(KV.method.put, { key: text('a') })
    etcd.pause(0)
    const write = client.unary(KV.method.put, { key: text('a') })
    await expect(write).rejects.toThrow(
      failure({ code: 'deadline', details: expect.objectContaining({ unknownOutcome: true }) }),
    )
    const read = client.unary(KV.method.range, { key: text('a') })
    await expect(read).rejects.toThrow(
      failure({ code: 'deadline', details: expect.not.objectContaining({ unknownOutcome: true }) }),
    )
    etcd.resume(0)
    const { kvs } = await until(() => client.unary(KV.method.range, { key: text('a') }))
    expect(kvs[0]?.version).toBeLessThanOrEqual(2n)
  })

  test('goes on with another member when its own is killed, and says so', async () => {
    await using etcd = await startEtcd({ version, members: 3 })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    const phases: string[] = []
    client.onStateChange((state) => phases.push(state.phase))
    await client.unary(KV.method.put, { key: text('a'), value: text('1') })
    const first = client.state.endpoint ?? ''
    await etcd.kill(etcd.endpoints.indexOf(first))
    await until(() => client.state.phase === 'ready' && client.state.endpoint !== first)
    expect((await client.unary(KV.method.range, { key: text('a') })).count).toBe(1n)
    expect(phases.slice(0, 3)).toEqual(['ready', 'lost', 'ready'])
  })

  test('comes back by itself when its only member does', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    await client.unary(KV.method.put, { key: text('a') })
    await etcd.kill(0)
    await until(() => client.state.phase === 'lost')
    await expect(client.unary(KV.method.range, { key: text('a') })).rejects.toThrow(
      failure({ code: 'unavailable' }),
    )
    await etcd.start(0)
    await until(() => client.state.phase === 'ready')
  })

  test('stops waiting as soon as it is aborted, connected or not', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    await client.unary(KV.method.put, { key: text('a') })
    etcd.pause(0)
    await using stranger = new EtcdClient({ endpoints: etcd.endpoints })
    for (const someone of [client, stranger]) {
      const started = performance.now()
      const read = someone.unary(KV.method.range, { key: text('a') }, { signal: AbortSignal.timeout(100) })
      await expect(read).rejects.toThrow(failure({ code: 'canceled' }))
      expect(performance.now() - started).toBeLessThan(1_000)
    }
    etcd.resume(0)
  })

  test.each([
    ['an empty key', KV.method.range, { key: new Uint8Array() }, 'invalid', 'A key cannot be empty.'],
    [
      'a future revision',
      KV.method.range,
      { key: text('a'), revision: 99n },
      'invalid',
      'That revision does not exist yet.',
    ],
  ] as const)('explains %s', async (_, method, input, code, message) => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    await expect(client.unary(method, input)).rejects.toThrow(failure({ code, message }))
  })

  test('explains a value that is too large', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    const put = client.unary(KV.method.put, { key: text('a'), value: new Uint8Array(3 << 20) })
    await expect(put).rejects.toThrow(failure({ code: 'exhausted' }))
  })
})
