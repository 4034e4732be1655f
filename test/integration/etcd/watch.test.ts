import { describe, expect, it } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { watchRange, type WatchItem } from '../../../main/etcd/watch'
import { rangeOf } from '../../../shared/etcd/range'
import { engineVersions, haveEngine } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { until } from '../../support/until'

const bytes = (value: string) => new TextEncoder().encode(value)
const failure = (expected: object) => expect.objectContaining({ failure: expect.objectContaining(expected) })
const everything = { ...rangeOf(new Uint8Array()), startRevision: 1n }

/** Writes the keys `from`…`to - 1`, one after the other, each until it is certainly there. */
async function write(client: EtcdClient, from: number, to: number): Promise<void> {
  for (let i = from; i < to;) {
    const group = Array.from({ length: Math.min(50, to - i) }, (_, n) => bytes(`k${i + n}`))
    const put = async (key: Uint8Array) => {
      // A write of unknown outcome is written again only where the key is not there: one event for each key.
      await until(
        async () => {
          const compare = [
            { key, target: 1, result: 0, targetUnion: { case: 'createRevision' as const, value: 0n } },
          ]
          const success = [{ request: { case: 'requestPut' as const, value: { key, value: key } } }]
          return client.unary(KV.method.txn, { compare, success })
        },
        { timeoutMs: 30_000 },
      )
    }
    await Promise.all(group.map(put))
    i += group.length
  }
}

describe.each(engineVersions)('watchRange on etcd %s', (version) => {
  const test = it.skipIf(!haveEngine(version))

  test(
    'loses and repeats nothing of 10,000 events while each member is restarted',
    { timeout: 120_000 },
    async () => {
      await using etcd = await startEtcd({ version, members: 3 })
      await using reader = new EtcdClient({ endpoints: etcd.endpoints })
      await using writer = new EtcdClient({ endpoints: etcd.endpoints, requestTimeoutMs: 3_000 })
      const stop = new AbortController()
      const seen: string[] = []
      const revisions: bigint[] = []
      const kinds = new Set<WatchItem['kind']>()
      const watching = (async () => {
        for await (const item of watchRange(reader, everything, stop.signal)) {
          kinds.add(item.kind)
          if (item.kind !== 'events') continue
          for (const event of item.events) {
            seen.push(new TextDecoder().decode(event.kv.key))
            revisions.push(event.kv.modRevision)
          }
          if (seen.length >= 10_000) return
        }
      })()
      for (const [index, to] of [2_500, 5_000, 7_500].entries()) {
        const writing = write(writer, to - 2_500, to)
        // The member that the watch uses, whichever that is now, goes first.
        const used = index === 0 ? etcd.endpoints.indexOf(reader.state.endpoint ?? '') : index
        await (index === 1 ? etcd.kill(Math.max(0, used)) : etcd.stop(Math.max(0, used)))
        await writing
        await etcd.start(Math.max(0, used))
        await etcd.ready()
      }
      await write(writer, 7_500, 10_000)
      await watching
      stop.abort()
      expect(new Set(seen).size).toBe(10_000)
      expect(seen).toHaveLength(10_000)
      expect(revisions).toEqual([...revisions].sort((a, b) => Number(a - b)))
      expect(kinds).toContain('resumed')
    },
  )

  test('goes on after its only member was restarted, and tells of the break once', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    const stop = new AbortController()
    const items = watchRange(client, everything, stop.signal)
    await client.unary(KV.method.put, { key: bytes('a') })
    expect((await items.next()).value).toMatchObject({ kind: 'events' })
    const next = items.next()
    await etcd.kill(0)
    expect((await next).value).toMatchObject({ kind: 'interrupted', reason: { code: 'unavailable' } })
    const resumed = items.next()
    await etcd.start(0)
    expect((await resumed).value).toMatchObject({ kind: 'resumed', fromRevision: 3n })
    await client.unary(KV.method.put, { key: bytes('b') })
    expect((await items.next()).value).toMatchObject({
      kind: 'events',
      events: [{ kv: { modRevision: 3n } }],
    })
    stop.abort()
    await expect(items.next()).rejects.toThrow(failure({ code: 'canceled' }))
  })

  test('ends as compacted, with the revision, when what comes next is gone', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    for (let i = 0; i < 5; i++) await client.unary(KV.method.put, { key: bytes('a') })
    await client.unary(KV.method.compact, { revision: 5n })
    const items = watchRange(client, { ...everything, startRevision: 2n })
    const details = { compactRevision: 5n }
    await expect(items.next()).rejects.toThrow(failure({ code: 'compacted', details }))
  })

  test('brings one transaction whole, deletions and previous values with it', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    await client.unary(KV.method.put, { key: bytes('old'), value: bytes('was') })
    const value = new Uint8Array(40_000).fill(7)
    const success = [
      { request: { case: 'requestDeleteRange' as const, value: { key: bytes('old') } } },
      ...Array.from({ length: 30 }, (_, i) => ({
        request: { case: 'requestPut' as const, value: { key: bytes(`k${i}`), value } },
      })),
    ]
    await client.unary(KV.method.txn, { success })
    const items = watchRange(client, { ...everything, startRevision: 3n, prevKv: true })
    const { value: item } = await items.next()
    if (item?.kind !== 'events') throw new Error(`not events: ${item?.kind}`)
    expect(item.events).toHaveLength(31)
    expect(item.events[0]).toMatchObject({ type: 'delete', prevKv: { value: bytes('was'), modRevision: 2n } })
    await items.return()
  })

  test('keeps little in memory when nobody reads, and loses nothing by it', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    await using writer = new EtcdClient({ endpoints: etcd.endpoints })
    const items = watchRange(client, everything)
    const value = new Uint8Array(1_000_000)
    await writer.unary(KV.method.put, { key: bytes('k'), value })
    let count = (await events(items)).length
    const before = process.memoryUsage()
    for (let i = 1; i < 200; i++) await writer.unary(KV.method.put, { key: bytes('k'), value })
    const after = process.memoryUsage()
    const grownBytes = after.rss - before.rss
    while (count < 200) count += (await events(items)).length
    expect(count).toBe(200)
    expect(grownBytes).toBeLessThan(100_000_000)
    await items.return()
  })

  test('goes on with a fresh token where the member does not know the old one any more', async () => {
    const auth = { user: 'root', password: 'secret' } as const
    await using etcd = await startEtcd({ version, auth })
    await using client = new EtcdClient({ endpoints: etcd.endpoints, auth })
    await client.unary(KV.method.put, { key: bytes('a') })
    const items = watchRange(client, everything)
    expect((await items.next()).value?.kind).toBe('events')
    await etcd.stop(0)
    await etcd.start(0)
    expect((await items.next()).value?.kind).toBe('interrupted')
    expect((await items.next()).value?.kind).toBe('resumed')
    await items.return()
  })

  test('stops at once when aborted while it waits for a member', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    await etcd.kill(0)
    const stop = new AbortController()
    const items = watchRange(client, everything, stop.signal)
    expect((await items.next()).value?.kind).toBe('interrupted')
    const next = items.next()
    stop.abort()
    await expect(next).rejects.toThrow(failure({ code: 'canceled' }))
  })
})

async function events(items: AsyncGenerator<WatchItem, void, undefined>) {
  const { value } = await items.next()
  return value?.kind === 'events' ? value.events : []
}
