import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limitInWords } from '../../../renderer/features/keys/value/request-limit'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'

const mebibyte = 1024 * 1024
const bytes = (text: string) => new TextEncoder().encode(text)

describe.each(engineVersions)('large values in etcd %s', (version) => {
  let etcd: RunningEtcd
  let raised: RunningEtcd
  let app: TestApp
  let plainId: string
  let raisedId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    raised = await startEtcd({ version, args: ['--max-request-bytes=10485760'] })
    app = await startTestApp()
    plainId = await app.connect(etcd, { name: 'plain' })
    raisedId = await app.connect(raised, { name: 'raised' })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await Promise.all([etcd, raised].map((each) => each?.[Symbol.asyncDispose]()))
  })

  test.each([1.5, 4, 8])(
    '%d MiB come back exactly, and are saved over again with their lease',
    async (size) => {
      const connectionId = raisedId
      const key = bytes(`/large/${size}`)
      const value = Uint8Array.from(randomBytes(size * mebibyte))
      const lease = (await app.client.lease.grant({ connectionId, ttlSeconds: 600 })).id
      const { revision } = await app.client.kv.create({ connectionId, key, value, lease })
      const changed = value.slice()
      changed[12345] = (changed[12345] ?? 0) ^ 0xff
      await app.client.kv.save({ connectionId, key, value: changed, modRevision: revision })
      const found = (await app.client.kv.range({ connectionId, key })).kvs[0]
      expect(found?.lease).toBe(lease)
      expect(Buffer.compare(found?.value ?? new Uint8Array(), changed)).toBe(0)
    },
  )

  test.each([
    [1.6, /The value has 1.6 MiB; this etcd takes less a request.*1.5 MiB unless/],
    [3, /The value has 3 MiB; this etcd takes 1.5 MiB a request/],
  ])('over the limit, %d MiB are refused with the limit and where it stands', async (size, words) => {
    const key = bytes('/over')
    const { revision } = await app.client.kv
      .create({ connectionId: plainId, key, value: bytes('before') })
      .catch(async () => ({ revision: (await read())?.modRevision ?? 0n }))
    const value = new Uint8Array(size * mebibyte)
    const save = app.client.kv.save({ connectionId: plainId, key, value, modRevision: revision })
    const failure = await save.then(() => undefined, toFailure)
    expect(failure?.code).toBe('exhausted')
    expect(failure && limitInWords(failure, value.length)).toMatch(words)
    expect((await read())?.value).toEqual(bytes('before'))
  })

  const read = async () => (await app.client.kv.range({ connectionId: plainId, key: bytes('/over') })).kvs[0]
})
