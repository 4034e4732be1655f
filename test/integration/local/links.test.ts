import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { localHome } from './local-home'
import type { LocalClusters } from '../../../main/local/local-clusters'
import type { LocalCluster } from '../../../shared/contract/local'
import { engineVersions, haveEngine } from '../../support/engines'
import { until } from '../../support/until'

const row = (clusters: LocalClusters): LocalCluster => {
  const [found] = clusters.list()
  if (!found) throw new Error('There is no cluster.')
  return found
}
const leaderOf = ({ members }: LocalCluster) => members.find(({ role }) => role === 'leader')

describe.each(engineVersions)('links between members of etcd %s', (version) => {
  const test = it.skipIf(!haveEngine(version))

  test.each([false, true])(
    'cut off (TLS: %s) a leader loses the others, who elect; mended it follows',
    async (tls) => {
      await using home = await localHome(version)
      const { clusters, etcdctl } = home
      const { id } = await clusters.create({ members: 3, links: true, tls })
      expect(row(clusters).links).toEqual([])
      const names = row(clusters).members.map(({ name }) => name)
      const old = leaderOf(row(clusters))?.name ?? ''
      const others = names.filter((name) => name !== old)
      const cutOff = (kind: 'cut' | 'up') => {
        for (const to of others) clusters.setLink(id, { from: old, to, kind })
      }
      cutOff('cut')
      expect(row(clusters).links).toHaveLength(2)
      await until(() => leaderOf(row(clusters))?.name !== old && leaderOf(row(clusters)), {
        timeoutMs: 20_000,
      })
      // The one that is alone cannot serve what needs a quorum; the others can, and it does not hear of it.
      await until(() => row(clusters).members.find(({ name }) => name === old)?.state === 'unhealthy', {
        timeoutMs: 20_000,
      })
      const at = (name: string) => ({
        ...row(clusters),
        endpoints: [row(clusters).members.find((each) => each.name === name)?.clientUrl ?? ''],
      })
      await etcdctl(at(others[0] ?? ''), 'put', 'meanwhile', 'yes')
      const atOld = () => etcdctl(at(old), 'get', 'meanwhile', '--consistency=s', '--print-value-only')
      expect(await atOld()).toBe('')

      cutOff('up')
      expect(row(clusters).links).toEqual([])
      await until(async () => (await atOld()) === 'yes\n', { timeoutMs: 20_000 })
      await until(() => row(clusters).state === 'running', { timeoutMs: 20_000 })
    },
  )

  test('one link cut of three: both ends stay members that serve, through the third', async () => {
    await using home = await localHome(version)
    const { clusters, etcdctl } = home
    const { id } = await clusters.create({ members: 3, links: true })
    const leader = leaderOf(row(clusters))?.name
    const [first = '', second = ''] = row(clusters).members.flatMap(({ name }) =>
      name === leader ? [] : name,
    )
    clusters.setLink(id, { from: second, to: first, kind: 'blackhole' })
    expect(row(clusters).links).toEqual([{ between: [first, second], kind: 'blackhole' }])
    await etcdctl(row(clusters), 'put', 'k', 'v')
    // etcd itself says of whom it hears: the leader hears both.
    for (const { clientUrl } of row(clusters).members) {
      const alone = { ...row(clusters), endpoints: [clientUrl] }
      await until(async () => (await etcdctl(alone, 'get', 'k', '--print-value-only')) === 'v\n')
    }
    expect(leaderOf(row(clusters))?.name).toBe(leader)
  })

  test('slow links make a write wait for the way there and back', async () => {
    await using home = await localHome(version)
    const { clusters, etcdctl } = home
    const { id } = await clusters.create({ members: 3, links: true })
    const leader = leaderOf(row(clusters))
    const write = async () => {
      const begun = performance.now()
      await etcdctl({ ...row(clusters), endpoints: [leader?.clientUrl ?? ''] }, 'put', 'k', 'v')
      return performance.now() - begun
    }
    for (const { name } of row(clusters).members)
      if (name !== leader?.name)
        clusters.setLink(id, { from: leader?.name ?? '', to: name, kind: 'slow', delayMs: 200 })
    expect(row(clusters).links?.[0]).toMatchObject({ kind: 'slow', delayMs: 200 })
    expect(await write()).toBeGreaterThan(400)
    expect(() => clusters.setLink(id, { from: 'm1', to: 'm1', kind: 'cut' })).toThrow('two members')
    expect(() => clusters.setLink(id, { from: 'm1', to: 'm2', kind: 'slow' })).toThrow('delay')
  })

  test('a cluster with links ends with the app, also when it was told to stay; its members find each other again', async () => {
    await using home = await localHome(version)
    await expect(home.clusters.create({ members: 3, links: true, onExit: 'keep' })).rejects.toMatchObject({
      failure: { code: 'invalid', details: { field: 'onExit' } },
    })
    const { id } = await home.clusters.create({ members: 3, links: true, onExit: 'ask' })
    const before = row(home.clusters).members.map(({ peerUrl }) => peerUrl)
    await home.clusters.shutdown('keep')
    const clusters = await home.reopen()
    await until(() => row(clusters).state === 'running', { timeoutMs: 30_000 })
    expect(row(clusters).members.map(({ peerUrl }) => peerUrl)).toEqual(before)
    await clusters.stop(id)

    // Its place was taken meanwhile.
    const port = Number(new URL(before[0] ?? '').port)
    const thief = createServer().listen(port, '127.0.0.1')
    await until(() => thief.listening)
    await expect(clusters.start(id)).rejects.toMatchObject({
      failure: { code: 'precondition', details: { port } },
    })
    thief.close()
    expect((await clusters.start(id)).state).toBe('running')
  })

  test('a cluster without links says so', async () => {
    await using home = await localHome(version)
    const { id, links } = await home.clusters.create({ members: 1 })
    expect(links).toBeUndefined()
    expect(() => home.clusters.setLink(id, { from: 'm1', to: 'm1', kind: 'cut' })).toThrow('cannot be cut')
  })
})
