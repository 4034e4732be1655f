import { describe, expect, it } from 'vitest'
import type { Recovery } from '../../../shared/contract/laboratory'
import type { LocalCluster } from '../../../shared/contract/local'
import { engineDir, engineVersions, haveEngine } from '../../support/engines'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { writeSteadily } from '../../support/writer'

/** The app with a cluster whose members make a snapshot after so many entries. */
async function startCluster(app: TestApp, version: (typeof engineVersions)[number], members: 1 | 3) {
  await app.client.system.setSettings({ enginePath: engineDir(version) })
  return app.client.local.create({ members, flags: ['--snapshot-count=100'] })
}

async function put(cluster: LocalCluster, count: number): Promise<void> {
  let left = count
  const { endpoints } = cluster
  await writeSteadily(endpoints, 20_000, () =>
    left-- > 0 ? { key: `k${left % 200}`, isPut: true } : undefined,
  )
}

const newest = async (app: TestApp, id: string): Promise<readonly Recovery[]> => {
  for await (const recoveries of app.pull(app.client.laboratory.recoveries({ id }))) return recoveries
  return []
}
const finished = (app: TestApp, id: string) =>
  until(async () => (await newest(app, id)).find(({ healthyAtMs }) => healthyAtMs !== undefined))

describe.each(engineVersions)('a member of etcd %s that was killed', (version) => {
  const test = it.skipIf(!haveEngine(version))

  test('tells what it loaded, replayed and received: by log, and then by the snapshot of the leader', async () => {
    await using app = await startTestApp()
    const { client } = app
    const cluster = await startCluster(app, version, 3)
    const { id } = cluster
    await put(cluster, 350)
    // Too few for another snapshot: what follows the last one is in the write-ahead log only.
    await put(cluster, 30)
    const member = cluster.members.find(({ role }) => role === 'follower')?.name ?? ''
    const others = { ...cluster, endpoints: cluster.endpoints.filter((url) => !isOf(cluster, member, url)) }
    expect(await newest(app, id)).toEqual([])

    const killedAt = Date.now()
    await client.local.killMember({ id, member })
    await put(others, 250)
    await client.local.startMember({ id, member })
    const byLog = await finished(app, id)
    expect(byLog).toMatchObject({ member, ended: { how: 'killed' } })
    expect(byLog.ended?.atMs).toBeGreaterThanOrEqual(killedAt)
    expect(byLog.startedAtMs).toBeGreaterThanOrEqual(byLog.ended?.atMs ?? Infinity)
    expect(byLog.healthyAtMs).toBeGreaterThan(byLog.startedAtMs)
    const { snapshotIndex = 0n, replayed = { first: 0n, last: 0n }, received } = byLog.log
    expect(received).toBe(undefined)
    expect(snapshotIndex).toBeGreaterThanOrEqual(300n)
    expect(replayed.first).toBe(snapshotIndex + 1n)
    expect(replayed.last).toBeGreaterThanOrEqual(380n)
    expect(byLog.receivedEntries).toBeGreaterThanOrEqual(240n)

    await client.local.killMember({ id, member })
    // The leader's log reaches back 5,000 entries beyond its snapshot (etcd's SnapshotCatchUpEntries).
    await put(others, 5_600)
    await client.local.startMember({ id, member })
    const bySnapshot = await until(async () => {
      const [first, second] = await newest(app, id)
      return second && first?.healthyAtMs !== undefined ? first : undefined
    })
    expect(bySnapshot.log.replayed?.last).toBeGreaterThanOrEqual(replayed.last + 240n)
    expect(bySnapshot.log.received?.index).toBeGreaterThan(5_900n)
    expect(bySnapshot.log.received?.sizeBytes).toBeGreaterThan(10_000)
    expect(bySnapshot.receivedEntries).toBeLessThan(300n)
  })

  test('alone comes back from its own data; the first start and a stop are told apart', async () => {
    await using app = await startTestApp()
    const { client } = app
    const cluster = await startCluster(app, version, 1)
    const { id } = cluster
    await put(cluster, 40)
    await client.local.stop({ id })
    await client.local.start({ id })
    const account = await finished(app, id)
    expect(account).toMatchObject({ member: 'm1', ended: { how: 'stopped' } })
    expect(account.log.snapshotIndex).toBe(undefined)
    expect(account.log.replayed?.first).toBe(1n)
    expect(account.log.replayed?.last).toBeGreaterThanOrEqual(43n)
    expect(account.receivedEntries).toBe(undefined)
  })
})

const isOf = ({ members }: LocalCluster, name: string, url: string) =>
  members.some((member) => member.name === name && member.clientUrl === url)
