import { describe, expect, test } from 'vitest'
import type { SpeedProgress, SpeedResult } from '../../../shared/contract/speed'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure)
const small = { load: 's', seconds: 2 } as const

async function run(
  app: TestApp,
  input: Parameters<TestApp['client']['speed']['run']>[0],
  onProgress: (progress: SpeedProgress) => void = () => {},
): Promise<SpeedResult> {
  for await (const item of app.pull(app.client.speed.run(input))) {
    if (item.kind === 'done') return item
    onProgress(item)
  }
  throw new Error('It ended without a result.')
}

/** How many keys there are, whatever they are. */
async function keysIn(etcd: RunningEtcd): Promise<number> {
  const found = await etcd.etcdctl('get', '', '--prefix', '--keys-only', '-w', 'json')
  return (JSON.parse(found) as { count?: number }).count ?? 0
}

async function leasesIn(etcd: RunningEtcd): Promise<number> {
  const found = await etcd.etcdctl('lease', 'list', '-w', 'json')
  return ((JSON.parse(found) as { leases?: unknown[] }).leases ?? []).length
}

// Most of the time is waited: for elections, and for what etcd does by its clock. So the versions wait side by side.
describe.concurrent.each(engineVersions)('a speed check, etcd %s', (version) => {
  test.sequential('writes what it said, measures it, and leaves nothing', async () => {
    await using etcd = await startEtcd({ version, members: 3 })
    await using app = await startTestApp()
    await etcd.etcdctl('put', '/mine', 'mine')
    const connectionId = await app.connect(etcd)
    const plan = await app.client.speed.plan({ connectionId, ...small })
    expect(plan).toMatchObject({ writes: 300, sentBytes: 300 * 1_280, members: 3 })
    expect(plan.problem).toBeUndefined()
    expect(plan.quotaBytes).toBe(2 * 1024 ** 3)
    const phases = new Set<string>()
    let most = 0
    const result = await run(app, { connectionId, ...small }, ({ phase, writes }) => {
      phases.add(phase)
      if (phase === 'write') most = Math.max(most, writes)
    })
    expect([...phases]).toEqual(['write', 'clean'])
    expect(most).toBeGreaterThan(0)
    expect(result.firstFailure).toBeUndefined()
    expect(result.writes).toBeGreaterThan(0)
    expect(result.writes).toBeLessThanOrEqual(plan.writes)
    expect(result.histogram.reduce((a, b) => a + b)).toBe(result.writes)
    expect(result.eachSecond.reduce((a, b) => a + b)).toBe(result.writes)
    const { p50Ms, p90Ms, p99Ms, slowestMs } = result
    expect([p50Ms, p90Ms, p99Ms, slowestMs]).toEqual([p50Ms, p90Ms, p99Ms, slowestMs].sort((a, b) => a - b))
    expect(result.members).toHaveLength(3)
    expect(result.members.filter(({ isLeader }) => isLeader)).toHaveLength(1)
    for (const member of result.members) expect(member.walFsyncP99Ms).toBeGreaterThan(0)
    expect(result.leftBehind).toBeUndefined()
    expect(await keysIn(etcd)).toBe(1)
    expect(await leasesIn(etcd)).toBe(0)
    // Each put was a revision of its own, and each deletion of a portion one.
    expect(result.isStopped).toBe(false)
  })

  test.sequential('is stopped, left, or ends with the app: nothing stays', { timeout: 120_000 }, async () => {
    await using etcd = await startEtcd({ version })
    const app = await startTestApp()
    const connectionId = await app.connect(etcd)
    const long = { connectionId, load: 'm', seconds: 60 } as const
    const stopped = run(app, long, ({ writes }) => {
      if (writes > 0) void app.client.speed.stop({ connectionId })
    })
    await until(async () => (await keysIn(etcd)) > 10)
    expect(await failureOf(run(app, long))).toMatchObject({ code: 'precondition' })
    const result = await stopped
    expect(result).toMatchObject({ isStopped: true })
    expect(result.seconds).toBeLessThan(60)
    expect(await keysIn(etcd)).toBe(0)
    expect(await leasesIn(etcd)).toBe(0)

    const leave = new AbortController()
    const left = (async () => {
      for await (const item of app.pull(app.client.speed.run(long, { signal: leave.signal })))
        if (item.kind === 'progress' && item.writes > 0) leave.abort()
    })().catch(() => {})
    await until(async () => (await leasesIn(etcd)) > 0)
    await left
    await until(async () => (await keysIn(etcd)) === 0 && (await leasesIn(etcd)) === 0, { timeoutMs: 30_000 })

    const last = run(app, long).catch(() => {})
    await until(async () => (await keysIn(etcd)) > 10)
    await app[Symbol.asyncDispose]()
    await last
    expect(await keysIn(etcd)).toBe(0)
    expect(await leasesIn(etcd)).toBe(0)
  })

  test.sequential(
    'is refused where there is no room, while keys of another are there, and on a read-only connection',
    async () => {
      await using etcd = await startEtcd({ version, args: ['--quota-backend-bytes=16777216'] })
      await using app = await startTestApp()
      const connectionId = await app.connect(etcd)
      const large = { connectionId, load: 'l', seconds: 60 } as const
      expect((await app.client.speed.plan(large)).problem).toMatchObject({ code: 'exhausted' })
      expect(await failureOf(run(app, large))).toMatchObject({ code: 'exhausted' })
      await etcd.etcdctl('put', '/etcdesk-speed-check/left/1', 'x')
      expect(await failureOf(run(app, { connectionId, ...small }))).toMatchObject({ code: 'precondition' })
      expect(await keysIn(etcd)).toBe(1)
      const readOnly = await app.connect(etcd, { name: 'read-only', readOnly: true })
      expect(await failureOf(run(app, { connectionId: readOnly, ...small }))).toMatchObject({
        code: 'denied',
      })
      expect(await leasesIn(etcd)).toBe(0)
    },
  )

  test.sequential(
    'over a cluster that dies says so, and that etcd deletes what is left',
    { timeout: 90_000 },
    async () => {
      await using etcd = await startEtcd({ version })
      await using app = await startTestApp()
      const connectionId = await app.connect(etcd)
      let isKilled: Promise<void> | undefined
      const result = await run(app, { connectionId, ...small, seconds: 10 }, ({ phase, writes }) => {
        if (phase === 'write' && writes > 0) isKilled ??= etcd.kill(0)
      })
      await isKilled
      expect(result.failed).toBeGreaterThan(0)
      expect(result.firstFailure?.code).toBe('unavailable')
      expect(result.leftBehind).toMatchObject({ leaseSeconds: 70 })
    },
  )
})
