import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { describe, expect, it } from 'vitest'
import { localHome } from './local-home'
import { Engines } from '../../../main/local/engines/engines'
import { LocalClusters } from '../../../main/local/local-clusters'
import { identify, isSame, signalIfOurs } from '../../../main/local/process-identity'
import type { LocalCluster } from '../../../shared/contract/local'
import { engineDir, haveEngine } from '../../support/engines'
import { tempDir } from '../../support/temp-dir'
import { until } from '../../support/until'

const version = '3.5.16'
const test = it.skipIf(!haveEngine(version))
const runs = (pid: number | undefined) => identify(pid ?? 0).then((identity) => identity !== undefined)

describe('clusters found again', () => {
  test('after kill -9 of the app its members are adopted, watched and can be stopped', async () => {
    await using out = await tempDir()
    await using home = await localHome(version)
    await build({
      ...{ logLevel: 'silent', configFile: false },
      ssr: { noExternal: true },
      build: { ssr: join(import.meta.dirname, 'app-to-kill.ts'), outDir: out.path, emptyOutDir: false },
    })
    const app = spawn(
      process.execPath,
      [join(out.path, 'app-to-kill.mjs'), home.path, engineDir(version) ?? ''],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const [line] = (await once(createInterface(app.stdout), 'line')) as [string]
    const before = JSON.parse(line) as LocalCluster
    app.kill('SIGKILL')
    await once(app, 'exit')
    for (const { pid } of before.members) expect(await runs(pid)).toBe(true)

    // One of them dies while no app is there, and one was never written down.
    process.kill(before.members[0]?.pid ?? 0, 'SIGKILL')
    await until(async () => !(await runs(before.members[0]?.pid)))
    const file = join(home.path, 'clusters', before.id, 'cluster.json')
    const record = JSON.parse(await readFile(file, 'utf8')) as { members: { process?: object }[] }
    delete record.members[1]?.process
    await writeFile(file, JSON.stringify(record))

    const clusters = await home.reopen()
    const found = clusters.list()[0]
    expect(found).toMatchObject({ id: before.id, name: 'left', state: 'degraded' })
    expect(found?.members.map(({ pid }) => pid)).toEqual([
      undefined,
      before.members[1]?.pid,
      before.members[2]?.pid,
    ])
    expect(found?.members[0]).toMatchObject({ state: 'exited', exit: { code: null, signal: null } })
    expect(found?.members[0]?.exit?.lastLogLines.length).toBeGreaterThan(0)
    expect((await clusters.start(before.id)).state).toBe('running')

    process.kill(before.members[2]?.pid ?? 0, 'SIGKILL')
    const diedAt = performance.now()
    await until(() => clusters.list()[0]?.members[2]?.state === 'exited', { intervalMs: 10 })
    expect(performance.now() - diedAt).toBeLessThan(1_500)

    const stopped = await clusters.stop(before.id)
    expect(stopped.state).toBe('stopped')
    for (const { pid } of before.members) expect(await runs(pid)).toBe(false)
  })

  test('a policy of keep leaves the members running, one of stop ends them with the app, one of ask does as was answered', async () => {
    await using home = await localHome(version)
    const kept = await home.clusters.create({ members: 1, onExit: 'keep' })
    const ended = await home.clusters.create({ members: 1 })
    const asked = await home.clusters.create({ members: 1, onExit: 'ask' })
    expect(home.clusters.toAskAbout()).toEqual([asked.name])
    await home.clusters.shutdown('keep')
    expect(await runs(kept.members[0]?.pid)).toBe(true)
    expect(await runs(asked.members[0]?.pid)).toBe(true)
    expect(await runs(ended.members[0]?.pid)).toBe(false)
    const again = await home.reopen()
    expect(again.list().map(({ name, state }) => [name, state])).toEqual([
      ['local-1', 'running'],
      ['local-1-2', 'stopped'],
      ['local-1-3', 'running'],
    ])
    expect((await again.setOnExit(kept.id, 'stop')).onExit).toBe('stop')
  })

  test("a pid that now belongs to somebody else's process is neither adopted nor signalled", async () => {
    await using home = await localHome(version)
    const created = await home.clusters.create({ members: 1 })
    await home.clusters.stop(created.id)
    await home.clusters.shutdown()
    const foreign = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    await once(foreign, 'spawn')
    const identity = await until(() => identify(foreign.pid ?? 0))
    const file = join(home.path, 'clusters', created.id, 'cluster.json')
    const record = JSON.parse(await readFile(file, 'utf8')) as { members: { process?: object }[] }
    const dataDir = join(home.path, 'clusters', created.id, 'm1', 'data')
    try {
      // Once with the start time of the process that had the pid before, once with the very one's.
      for (const startTime of ['earlier', identity.startTime]) {
        Object.assign(record.members[0] ?? {}, { process: { pid: foreign.pid, startTime } })
        await writeFile(file, JSON.stringify(record))
        const clusters = new LocalClusters({ home: home.path, engines: home.engines })
        await clusters.load()
        expect(clusters.list()[0]).toMatchObject({
          state: 'stopped',
          members: [{ state: 'stopped', pid: undefined }],
        })
        await clusters.stop(created.id)
        await clusters.shutdown()
        expect(await signalIfOurs({ pid: foreign.pid ?? 0, startTime }, dataDir, 'SIGKILL')).toBe(false)
        expect(await isSame(identity)).toBe(true)
      }
    } finally {
      foreign.kill('SIGKILL')
    }
  })

  test.each(['a file', '/proc'])('a home that cannot be written (%s) is said so', async (kind) => {
    await using dir = await tempDir()
    const file = join(dir.path, 'home')
    await writeFile(file, '')
    const home = kind === '/proc' ? '/proc/etcdesk' : file
    const engines = new Engines({ home, enginePath: () => engineDir(version), searchPath: '' })
    const clusters = new LocalClusters({ home, engines })
    await clusters.load()
    await expect(clusters.create({ members: 1 })).rejects.toMatchObject({
      failure: { code: 'precondition', message: expect.stringContaining('cannot be written') as string },
    })
    expect(clusters.list()).toEqual([])
  })

  test('names: twice, with a slash, empty, too long; an unknown cluster', async () => {
    await using home = await localHome(version)
    const { clusters } = home
    await clusters.create({ members: 1, name: 'mine' })
    for (const [name, code] of [
      ['mine', 'exists'],
      ['a/b', 'invalid'],
      [' ', 'invalid'],
      ['x'.repeat(65), 'invalid'],
    ] as const)
      await expect(clusters.create({ members: 1, name })).rejects.toMatchObject({
        failure: { code, details: { field: 'name' } },
      })
    expect(clusters.list()).toHaveLength(1)
    await expect(clusters.start('c-none')).rejects.toMatchObject({ failure: { code: 'notFound' } })
  })

  test('a cluster that the app took down with it starts again with the app; one the person stopped does not', async () => {
    await using home = await localHome(version)
    const up = await home.clusters.create({ members: 1, name: 'up' })
    const down = await home.clusters.create({ members: 1, name: 'down' })
    await home.etcdctl(up, 'put', 'kept', 'yes')
    await home.clusters.stop(down.id)
    await home.clusters.shutdown()
    for (const { pid } of up.members) expect(await runs(pid)).toBe(false)

    const clusters = await home.reopen()
    const state = (id: string) => clusters.list().find((each) => each.id === id)?.state
    await until(() => state(up.id) === 'running', { timeoutMs: 30_000 })
    expect(state(down.id)).toBe('stopped')
    const again = clusters.list().find((each) => each.id === up.id)
    expect(again && (await home.etcdctl(again, 'get', 'kept', '--print-value-only'))).toBe('yes\n')
  })
})
