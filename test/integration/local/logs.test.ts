import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LogState } from '../../../shared/contract/local-logs'
import type { MemberResources } from '../../../shared/contract/laboratory'
import { engineDir, engineVersions, haveEngine } from '../../support/engines'
import { startTestApp } from '../../support/test-app'
import { until } from '../../support/until'

// Most of the time is waited: for elections, and for what etcd does by its clock. So the versions wait side by side.
describe.concurrent.each(engineVersions)('a member of etcd %s', (version) => {
  const test = it.skipIf(!haveEngine(version)).sequential

  test('its log is followed, by level, searched and saved; the view ends with its stream', async () => {
    await using app = await startTestApp()
    const { client } = app
    await client.system.setSettings({ enginePath: engineDir(version) })
    const { id } = await client.local.create({ members: 1 })
    let state: LogState | undefined
    const stop = new AbortController()
    const open = client.localLogs.open({ id, member: 'm1' }, { signal: stop.signal })
    const reading = (async () => {
      for await (const next of app.pull(open)) state = next
    })().catch(() => undefined)
    const { view } = await until(() => (state?.isWhole ? state : undefined))
    expect(state?.lines).toBeGreaterThan(20)
    expect(state?.levels.info).toBeGreaterThan(10)
    const first = await client.localLogs.rows({ view, anchor: { place: 0 }, before: 0, after: 1 })
    expect(first.rows).toMatchObject([{ message: 'etcdesk starts etcd', level: 'info', caller: 'etcdesk' }])
    const { rows } = await client.localLogs.rows({ view, anchor: 'end', before: 500, after: 0 })
    expect(rows.every(({ timeMs, level, raw }) => timeMs !== undefined && level && raw.startsWith('{'))).toBe(
      true,
    )

    await client.localLogs.look({ view, query: { text: 'newraft \\w+', mode: 'regex' } })
    await until(() => state?.search?.isWhole && state.search.hits === 1)
    const { hit } = await client.localLogs.next({ view, backwards: true })
    const found = await client.localLogs.rows({ view, anchor: { row: hit?.row ?? 0 }, before: 0, after: 1 })
    expect(found.from).toBe(hit?.place)
    expect(found.rows).toMatchObject([{ isHit: true, message: expect.stringMatching(/^newRaft /) as string }])
    await expect(client.localLogs.look({ view, query: { text: '(', mode: 'regex' } })).rejects.toMatchObject({
      data: { code: 'invalid', details: { field: 'text' } },
    })

    const before = state?.lines ?? 0
    await client.local.stop({ id })
    await client.local.start({ id })
    await until(() => (state?.lines ?? 0) > before + 20)
    expect(state?.search?.hits).toBe(2)

    await client.localLogs.look({ view, level: 'warn' })
    const shown = await until(() =>
      state && state.search === undefined && state.shown < state.lines ? state : undefined,
    )
    const path = join(app.home, 'exports', 'm1.log')
    let saved
    for await (saved of app.pull(client.localLogs.save({ view, path, shownOnly: true })));
    expect(saved).toMatchObject({ kind: 'done', lines: shown.shown, path })
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n').filter(Boolean)
    // The gRPC library of 3.4 says some things past etcd's own log.
    expect(lines.filter((line) => !/"level":"(warn|error)"|^WARNING: /.test(line))).toEqual([])
    await expect(
      app.pull(client.localLogs.save({ view, path, shownOnly: true })).next(),
    ).rejects.toMatchObject({ data: { code: 'exists', details: { field: 'path' } } })

    stop.abort()
    await reading
    await until(() =>
      client.localLogs.placeOf({ view, row: 0 }).then(
        () => false,
        () => true,
      ),
    )
    await expect(app.pull(client.localLogs.open({ id, member: 'm9' })).next()).rejects.toMatchObject({
      data: { code: 'notFound' },
    })
  })

  test('what it uses is told while it is read: more while it works, nothing but its disk when it is down', async () => {
    await using app = await startTestApp()
    const { client } = app
    await client.system.setSettings({ enginePath: engineDir(version) })
    const { id } = await client.local.create({ members: 1 })
    const samples: (readonly MemberResources[])[] = []
    for await (const sample of app.pull(client.laboratory.resources({ id })))
      if (samples.push(sample) === 2) break
    const [first, second] = samples.map(([member]) => member)
    expect(first?.process?.cpuPercent).toBe(undefined)
    expect(second?.process?.cpuPercent).toBeGreaterThanOrEqual(0)
    expect(second?.process?.residentBytes).toBeGreaterThan(5_000_000)
    expect(second?.process?.openFiles).toBeGreaterThan(5)
    // etcd allocates a file of its write-ahead log at once: 64 MB, and the next one beside it.
    expect(second?.data.walBytes).toBeGreaterThanOrEqual(64_000_000)
    expect(second?.data.dbBytes).toBeGreaterThan(10_000)
    await client.local.stop({ id })
    for await (const [member] of app.pull(client.laboratory.resources({ id }))) {
      expect(member?.process).toBe(undefined)
      expect(member?.data.dbBytes).toBe(second?.data.dbBytes)
      break
    }
    await client.local.remove({ id, confirmName: 'local-1' })
    await expect(app.pull(client.laboratory.resources({ id })).next()).rejects.toMatchObject({
      data: { code: 'notFound' },
    })
  })
})
