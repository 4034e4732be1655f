import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { localHome } from './local-home'
import { engineVersions, haveEngine } from '../../support/engines'
import { until } from '../../support/until'

const exec = promisify(execFile)

const listening = (port: number) =>
  new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })

// Most of the time is waited: for elections, and for what etcd does by its clock. So the versions wait side by side.
describe.concurrent.each(engineVersions)('local clusters on etcd %s', (version) => {
  const test = it.skipIf(!haveEngine(version)).sequential

  test('one member: starts, keeps its data over stop and start, is removed by its typed name', async () => {
    await using home = await localHome(version)
    const { clusters, etcdctl } = home
    const created = await clusters.create({ members: 1 })
    expect(created).toMatchObject({ name: 'local-1', state: 'running', version, onExit: 'stop' })
    expect(created.members[0]).toMatchObject({ name: 'm1', state: 'healthy', role: 'leader' })
    await etcdctl(created, 'put', 'kept', 'yes')

    const stopped = await clusters.stop(created.id)
    expect(stopped).toMatchObject({ state: 'stopped', endpoints: [] })
    expect(stopped.members[0]).toMatchObject({ state: 'stopped', pid: undefined, exit: undefined })
    const again = await clusters.start(created.id)
    expect(again.state).toBe('running')
    expect(await etcdctl(again, 'get', 'kept', '--print-value-only')).toBe('yes\n')

    await expect(clusters.remove(created.id, 'local-2')).rejects.toMatchObject({
      failure: { code: 'invalid', details: { field: 'confirmName' } },
    })
    expect(clusters.list()).toHaveLength(1)
    const pid = again.members[0]?.pid ?? 0
    await clusters.remove(created.id, 'local-1')
    expect(clusters.list()).toEqual([])
    expect(() => process.kill(pid, 0)).toThrow()
    await expect(readFile(join(home.path, 'clusters', created.id, 'cluster.json'))).rejects.toThrow('ENOENT')
  })

  test('three members: a killed one shows its exit and last log lines, and comes back', async () => {
    await using home = await localHome(version)
    const { clusters } = home
    const created = await clusters.create({ members: 3, name: 'three' })
    expect(created.members.map(({ state }) => state)).toEqual(['healthy', 'healthy', 'healthy'])
    expect(created.members.filter(({ role }) => role === 'leader')).toHaveLength(1)
    expect(created.endpoints).toHaveLength(3)

    const leader = created.members.find(({ role }) => role === 'leader')
    process.kill(leader?.pid ?? 0, 'SIGKILL')
    const member = () => clusters.list()[0]?.members.find(({ name }) => name === leader?.name)
    const killedAt = performance.now()
    await until(() => member()?.state === 'exited', { intervalMs: 5 })
    expect(performance.now() - killedAt).toBeLessThan(1_000)
    expect(member()?.exit).toMatchObject({ code: null, signal: 'SIGKILL' })
    expect(member()?.exit?.lastLogLines.length).toBeGreaterThan(5)
    expect(clusters.list()[0]?.state).toBe('degraded')
    await until(() => clusters.list()[0]?.members.some(({ role }) => role === 'leader'))

    const back = await clusters.start(created.id, { member: leader?.name })
    expect(back.state).toBe('running')
    const stopped = await clusters.stop(created.id, 'm2')
    expect(stopped.members[1]).toMatchObject({ state: 'stopped', exit: undefined })
    expect((await clusters.start(created.id)).state).toBe('running')
    const killed = await clusters.kill(created.id, 'm3')
    expect(killed.members[2]).toMatchObject({ state: 'exited', exit: { signal: 'SIGKILL' } })
  })

  test('ports stolen between choosing and binding: others are chosen and the start goes on', async () => {
    const thieves: ReturnType<typeof createServer>[] = []
    await using home = await localHome(version, async (ports) => {
      // Taken for real: first a peer and a client port, then each that is chosen instead, unseen by who chose it.
      if (thieves.length >= 4) return
      for (const port of [ports[1] ?? ports[0], ports[2]]) if (port) thieves.push(await listening(port))
    })
    try {
      const created = await home.clusters.create({ members: 3 })
      expect(created.state).toBe('running')
      expect(thieves).toHaveLength(4)
      const stolen = thieves
        .map((server) => server.address())
        .map((a) => (typeof a === 'object' ? a?.port : 0))
      const used = created.members.flatMap(({ clientUrl, peerUrl }) => [clientUrl, peerUrl])
      for (const port of stolen) expect(used).not.toContain(`http://127.0.0.1:${port}`)
    } finally {
      for (const server of thieves) server.close()
    }
  })

  test('an old cluster whose ports were taken: the client port moves, a peer port says who holds it', async () => {
    await using home = await localHome(version)
    const { clusters } = home
    const created = await clusters.create({ members: 1 })
    const port = (url: string | undefined) => Number(new URL(url ?? '').port)
    await clusters.stop(created.id)
    const before = created.members[0]
    const client = await listening(port(before?.clientUrl))
    const moved = await clusters.start(created.id)
    client.close()
    expect(moved.members[0]?.clientUrl).not.toBe(before?.clientUrl)
    expect(moved.members[0]?.peerUrl).toBe(before?.peerUrl)
    await clusters.stop(created.id)
    const peer = await listening(port(before?.peerUrl))
    await expect(clusters.start(created.id)).rejects.toMatchObject({
      failure: { code: 'precondition', details: { pid: process.pid, port: port(before?.peerUrl) } },
    })
    expect(clusters.list()[0]?.state).toBe('failed')
    peer.close()
    expect((await clusters.start(created.id)).state).toBe('running')
  })

  test('a canceled create leaves neither process nor folder', async () => {
    await using home = await localHome(version)
    const { clusters } = home
    const cancel = new AbortController()
    const creating = clusters.create({ members: 3 }, cancel.signal)
    const pids = await until(() => {
      const found = clusters.list()[0]?.members.flatMap(({ pid }) => pid ?? []) ?? []
      return found.length === 3 ? found : undefined
    })
    cancel.abort()
    await expect(creating).rejects.toMatchObject({ failure: { code: 'canceled' } })
    expect(clusters.list()).toEqual([])
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow()
    expect((await exec('ls', [join(home.path, 'clusters')])).stdout).toBe('')
  })

  test('five members, watched: the reader sees starting with what is waited for, then running', async () => {
    await using home = await localHome(version)
    const { clusters } = home
    const stop = new AbortController()
    const seen: string[] = []
    const watching = (async () => {
      for await (const [rows] of clusters.watch(stop.signal))
        for (const row of rows ?? []) seen.push(`${row.state} ${row.message ?? ''}`)
    })()
    const created = await clusters.create({ members: 5 })
    expect(created.members.map(({ name }) => name)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
    await until(() => seen.at(-1)?.startsWith('running'))
    expect(seen.some((line) => /^starting Waiting for/.test(line))).toBe(true)

    stop.abort()
    await watching
  })
})
