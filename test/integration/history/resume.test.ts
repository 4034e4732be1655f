import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import { replay } from '../../../main/history/replay'
import { replayUnordered } from '../../../main/history/replay-unordered'
import { rangeOf } from '../../../shared/etcd/range'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { putEach } from '../../support/put-each'

const bytes = (text: string) => new TextEncoder().encode(text)
const puts = 8_000

describe.each(engineVersions)('a member ends while the past is read from it, etcd %s', (version) => {
  let etcd: RunningEtcd
  let client: EtcdClient
  let last: bigint
  beforeAll(async () => {
    etcd = await startEtcd({ version, members: 3 })
    client = new EtcdClient({ endpoints: etcd.endpoints })
    await putEach(etcd.endpoints[0] ?? '', puts, (i) => ({
      key: bytes(`/${i % 2 ? 'odd' : 'even'}/${i % 500}`),
      value: bytes(`value ${i}`),
    }))
    last = BigInt(
      (JSON.parse(await etcd.etcdctl('get', 'x', '-w', 'json')) as { header: { revision: number } }).header
        .revision,
    )
  })
  afterAll(async () => {
    await client?.close()
    await etcd?.[Symbol.asyncDispose]()
  })

  test.each([
    ['in order', replay, '', puts],
    ['in many stretches', replayUnordered, '', puts],
    ['below a prefix', replayUnordered, '/odd/', puts / 2],
  ])('%s: every revision is told once', async (_name, read, prefix, expected) => {
    const range = { ...rangeOf(bytes(prefix)), from: 2n, to: last }
    const seen: bigint[] = []
    let killed: number | undefined
    for await (const item of read(client, range, new AbortController().signal)) {
      if (item.kind === 'lost') expect.unreachable('nothing was compacted')
      if (item.kind !== 'events') continue
      seen.push(...item.events.map(({ kv }) => kv.modRevision))
      if (killed !== undefined) continue
      killed = etcd.endpoints.indexOf(client.state.endpoint ?? '')
      await etcd.kill(killed)
    }
    expect(killed).toBeGreaterThanOrEqual(0)
    expect([seen.length, new Set(seen).size]).toEqual([expected, expected])
    await etcd.start(killed ?? 0)
    await etcd.ready()
  })
})
