import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { figureNames, metricsIntervalMs, type ClusterMetrics } from '../../../shared/contract/metrics'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { freePorts } from '../../support/ports'
import { putEach } from '../../support/put-each'
import { tempDir } from '../../support/temp-dir'
import { startTestApp } from '../../support/test-app'
import { isWhole, metricsWhen, startCounter } from './metrics-reader'

const bytes = (text: string) => new TextEncoder().encode(text)
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const put = (i: number) => ({ key: bytes(`/k/${i % 100}`), value: bytes('v'.repeat(100)) })
const figure = (metrics: ClusterMetrics, name: (typeof figureNames)[number]) =>
  metrics.members.map(({ figures }) => figures[name] ?? -1)

// Most of the time is waited: for elections, and for what etcd does by its clock. So the versions wait side by side.
describe.concurrent.each(engineVersions)('metrics of etcd %s', (version) => {
  test.sequential(
    'every figure is told by every member, and peers are told apart',
    { timeout: 120_000 },
    async () => {
      await using etcd = await startEtcd({ version, members: 3 })
      await using app = await startTestApp()
      const id = await app.connect(etcd)
      const first = await metricsWhen(app, id, isWhole)
      expect(first.members.map(({ name }) => name)).toEqual(['m1', 'm2', 'm3'])
      for (const member of first.members) {
        expect(member).toMatchObject({ version, hasLeader: true, isOwnUrl: false })
        expect(Math.abs((member.startedAtMs ?? 0) - Date.now())).toBeLessThan(60_000)
        expect(member.walFsync?.p99Ms).toBeGreaterThan(0)
      }
      expect(first.members.filter(({ isLeader }) => isLeader)).toHaveLength(1)

      let isWriting = true
      const writing = (async () => {
        while (isWriting) await putEach(etcd.endpoints[0] ?? '', 500, put)
      })()
      // etcd probes its peers each half minute (rafthttp: statusMonitoringInterval).
      const named = (metrics: ClusterMetrics) =>
        figureNames.every((name) => metrics.members.every(({ figures }) => figures[name] !== undefined))
      const full = await metricsWhen(app, id, named).finally(() => (isWriting = false))
      await writing
      for (const rate of figure(full, 'committedPerSecond')) expect(rate).toBeGreaterThan(10)
      for (const p99 of figure(full, 'walFsyncP99Ms')) expect(p99).toBeGreaterThan(0)
      expect(Math.max(...full.members.map(({ grpc }) => grpc['KV/Put'] ?? 0))).toBeGreaterThan(10)
      for (const { id: own, peers } of full.members)
        expect(peers.map(({ memberId }) => memberId).sort()).toEqual(
          full.members
            .map((each) => each.id)
            .filter((each) => each !== own)
            .sort(),
        )
      expect(full.quota).toMatchObject({ quotaBytes: 2 ** 31 })
      expect(full.leaderChangesInDay).toBe(0)
    },
  )

  test.sequential('nobody is asked any more once the reader has gone', { timeout: 60_000 }, async () => {
    await using etcd = await startEtcd({ version })
    await using counter = await startCounter(etcd.endpoints[0] ?? '')
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd)
    const { members } = await metricsWhen(app, connectionId, isWhole)
    const memberId = members[0]?.id ?? ''
    await app.client.metrics.setUrl({ connectionId, memberId, url: counter.url })
    let rounds = 0
    const seen = await metricsWhen(app, connectionId, () => counter.asked > 0 && ++rounds === 2)
    expect(seen.members[0]).toMatchObject({ url: counter.url, isOwnUrl: true })
    const { asked } = counter
    expect(asked).toBeGreaterThanOrEqual(2)
    await sleep(metricsIntervalMs + 1_500)
    expect(counter.asked).toBe(asked)
    await metricsWhen(app, connectionId, () => counter.asked > asked)
  })

  test.sequential(
    'a member that is down says why, the others go on; its counters begin anew',
    { timeout: 90_000 },
    async () => {
      await using etcd = await startEtcd({ version, members: 3 })
      await using app = await startTestApp()
      const id = await app.connect(etcd)
      const before = await metricsWhen(app, id, isWhole)
      const leader = before.members.findIndex(({ isLeader }) => isLeader)
      await etcd.kill(leader)
      const down = await metricsWhen(app, id, ({ members }) => members[leader]?.failure !== undefined)
      expect(down.members[leader]?.failure).toMatchObject({
        code: 'unavailable',
        details: { problem: 'refused' },
      })
      expect(down.members.filter(({ failure }) => failure)).toHaveLength(1)
      await metricsWhen(app, id, ({ leaderChangesInDay }) => leaderChangesInDay === 1)
      await etcd.start(leader)
      const back = await metricsWhen(
        app,
        id,
        (metrics) => isWhole(metrics) && metrics.members[leader]?.figures.committedPerSecond !== undefined,
      )
      expect(Math.min(...figure(back, 'committedPerSecond'))).toBeGreaterThanOrEqual(0)
      expect(back.members[leader]?.startedAtMs).toBeGreaterThan(
        before.members[leader]?.startedAtMs ?? Infinity,
      )
      expect(back.leaderChangesInDay).toBe(1)
    },
  )

  test.sequential(
    'what was seen is kept, comes back after a restart, and goes into a CSV file',
    { timeout: 60_000 },
    async () => {
      await using etcd = await startEtcd({ version, auth: { user: 'root', password: 'very-secret' } })
      await using home = await tempDir()
      let connectionId: string
      {
        await using app = await startTestApp({ home: home.path })
        connectionId = await app.connect(etcd, { user: 'root', password: 'very-secret' })
        let rounds = 0
        await metricsWhen(app, connectionId, (metrics) => isWhole(metrics) && ++rounds === 2)
      }
      await using app = await startTestApp({ home: home.path })
      const { members, stepMs } = await app.client.metrics.history({ connectionId, range: '5m' })
      expect(stepMs).toBe(metricsIntervalMs)
      expect(members).toHaveLength(1)
      const [member] = members
      expect(member?.timesMs.length).toBeGreaterThanOrEqual(2)
      expect(member?.series.committedPerSecond?.at(-1)).toBeGreaterThanOrEqual(0)
      expect(member?.series.committedPerSecond?.[0]).toBeNull()
      const day = await app.client.metrics.history({ connectionId, range: '24h' })
      expect(day.stepMs).toBe(60_000)

      const path = join(home.path, 'exports', 'metrics.csv')
      const written: unknown[] = []
      for await (const now of app.pull(app.client.metrics.export({ connectionId, range: '1h', path })))
        written.push(now)
      expect(written.at(-1)).toMatchObject({ kind: 'done', rows: member?.timesMs.length, path })
      const text = await readFile(path, 'utf8')
      const [head, ...rows] = text
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','))
      expect(head).toEqual(['time', 'member_id', 'member', ...figureNames])
      expect(rows.map(([time]) => Date.parse(time ?? ''))).toEqual(member?.timesMs)
      const column = head?.indexOf('dbSizeBytes') ?? -1
      expect(rows.map((row) => Number(row[column]))).toEqual(member?.series.dbSizeBytes)
      const again = app.pull(app.client.metrics.export({ connectionId, range: '1h', path }))
      await expect(again.next()).rejects.toMatchObject({
        data: { code: 'exists', details: { field: 'path' } },
      })

      const folder = join(home.path, 'metrics')
      for (const name of await readdir(folder)) {
        expect(await readFile(join(folder, name), 'utf8')).not.toContain('very-secret')
        expect((await stat(join(folder, name))).mode & 0o077).toBe(0)
      }
    },
  )
})

test.concurrent(
  'with TLS the metrics are read with the connection’s own certificates',
  { timeout: 60_000 },
  async () => {
    for (const version of engineVersions) {
      await using etcd = await startEtcd({ version, tls: 'mutual' })
      await using app = await startTestApp()
      const { members } = await metricsWhen(app, await app.connect(etcd), isWhole)
      expect(members[0]?.url).toMatch(/^https:/)
    }
  },
)

test.concurrent(
  'where HTTP has an address of its own it is said, and that address can be given',
  { timeout: 60_000 },
  async () => {
    const [port] = await freePorts(1)
    const args = [`--listen-client-http-urls=http://127.0.0.1:${port}`]
    await using etcd = await startEtcd({ version: '3.5.16', args })
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd)
    const { members } = await metricsWhen(app, connectionId, () => true)
    const memberId = members[0]?.id ?? ''
    expect(members[0]?.failure).toMatchObject({ code: 'precondition', reason: expect.stringMatching(/HTTP/) })
    await expect(
      app.client.metrics.setUrl({ connectionId, memberId, url: 'http://user:secret@127.0.0.1/' }),
    ).rejects.toMatchObject({ data: { code: 'invalid', details: { field: 'url' } } })
    await app.client.metrics.setUrl({ connectionId, memberId, url: `http://127.0.0.1:${port}` })
    await metricsWhen(app, connectionId, isWhole)
    await app.client.metrics.setUrl({ connectionId, memberId })
    await metricsWhen(app, connectionId, (metrics) => !isWhole(metrics))
  },
)

test.concurrent('an address at which another member answers is told', { timeout: 60_000 }, async () => {
  await using etcd = await startEtcd({ version: '3.5.16', members: 3 })
  await using app = await startTestApp()
  const connectionId = await app.connect(etcd)
  const { members } = await metricsWhen(app, connectionId, isWhole)
  const url = members[1]?.url
  await app.client.metrics.setUrl({ connectionId, memberId: members[0]?.id ?? '', url })
  const told = await metricsWhen(app, connectionId, (metrics) => !isWhole(metrics))
  expect(told.members[0]?.failure).toMatchObject({
    code: 'precondition',
    message: expect.stringContaining(members[1]?.id ?? ''),
  })
})

test.concurrent('a user without any right reads the metrics all the same', { timeout: 60_000 }, async () => {
  for (const version of engineVersions) {
    await using etcd = await startEtcd({ version, auth: { user: 'root', password: 'pw' } })
    await etcd.etcdctl('user', 'add', 'nobody:pw')
    await using app = await startTestApp()
    const id = await app.connect(etcd, { user: 'nobody', password: 'pw' })
    await metricsWhen(app, id, isWhole)
  }
})

test.concurrent('a connection that is closed ends its metrics', { timeout: 60_000 }, async () => {
  await using etcd = await startEtcd({ version: '3.5.16' })
  await using app = await startTestApp()
  const connectionId = await app.connect(etcd)
  await metricsWhen(app, connectionId, isWhole)
  const reading = metricsWhen(app, connectionId, () => false)
  await app.client.connections.close({ id: connectionId })
  await expect(reading).rejects.toMatchObject({ data: { code: 'precondition' } })
})
