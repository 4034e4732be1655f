import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HashCheckState } from '../../../shared/contract/maintenance'
import { unnamedMember } from '../../../shared/etcd/alarm'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { tempDir } from '../../support/temp-dir'
import { until } from '../../support/until'
import { writeSteadily } from '../../support/writer'
import { followCluster } from '../cluster/follow-cluster'
import { at, leaderIndex, memberId, putMany } from './run'

const sound = 'the value that all members have'
const damaged = 'the value that one member lacks'

describe.each(engineVersions)('the hashes of three members, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  const check = async (): Promise<HashCheckState> => {
    const states: HashCheckState[] = []
    for await (const state of app.pull(app.client.maintenance.checkHashes({ connectionId })))
      states.push(state)
    expect(states.slice(0, -1).every(({ kind }) => kind === 'progress')).toBe(true)
    return at(states, states.length - 1)
  }

  beforeAll(async () => {
    // The leader compares the members' hashes itself, and raises an alarm for one that differs from its own.
    etcd = await startEtcd({ version, members: 3, args: ['--experimental-corrupt-check-time=1s'] })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
    await putMany(etcd, 500)
    await etcd.etcdctl('put', '/kept', sound)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('are equal, also while others write, and after a compaction', async () => {
    const quiet = await check()
    expect(quiet.verdict).toEqual({ kind: 'equal', members: [] })
    expect(quiet).toMatchObject({ kind: 'done', total: 3 })
    const printed = await etcd.etcdctl('endpoint', 'hashkv', `--rev=${quiet.revision}`, '-w', 'json')
    for (const { hash } of quiet.members) expect(printed).toContain(`"hash":${hash}`)
    let isWriting = true
    let made = 0
    const written = writeSteadily(etcd.endpoints, 500, () =>
      isWriting ? { key: `/busy/${made++ % 20}`, isPut: true } : undefined,
    )
    const busy = []
    do busy.push(await check())
    while (busy.length < 5 || (at(busy, busy.length - 1).revision ?? 0n) <= (at(busy, 0).revision ?? 0n))
    isWriting = false
    await written
    expect(new Set(busy.map(({ verdict }) => verdict?.kind))).toEqual(new Set(['equal']))
    await app.client.maintenance.compact({ connectionId, revision: at(busy, 0).revision ?? 0n })
    const after = await check()
    expect(after.verdict?.kind).toBe('equal')
    expect(new Set(after.members.map((each) => each.compactRevision)).size).toBe(1)
  })

  test('a member that does not answer is named; two alone can only be equal or not', async () => {
    await etcd.stop(2)
    const two = await check()
    expect(two.verdict).toEqual({ kind: 'equal', members: [] })
    expect(two.members[2]).toMatchObject({ name: 'm3', failure: { code: 'unavailable' } })
    expect(two.members[2]?.hash).toBeUndefined()
    await etcd.start(2)
    await etcd.ready()
  })

  test('a byte that differs in one member’s data names that member; etcd’s own alarm is told and guarded', async () => {
    if ((await leaderIndex(etcd)) === 1)
      await app.client.members.moveLeader({ connectionId, to: await memberId(etcd, 0) })
    await using copy = await tempDir()
    const dir = join(copy.path, 'm2')
    await etcd.stop(1)
    await cp(at(etcd.dataDirs, 1), dir, { recursive: true })
    const file = join(dir, 'member', 'snap', 'db')
    const db = await readFile(file)
    let found = 0
    for (let i = db.indexOf(sound); i >= 0; i = db.indexOf(sound, i + 1)) {
      db.write(damaged, i)
      found += 1
    }
    expect(damaged).toHaveLength(sound.length)
    expect(found).toBeGreaterThan(0)
    await writeFile(file, db)
    await using cluster = followCluster(app, connectionId, false)
    await etcd.start(1, dir)
    await cluster.until(({ members }) => members.every(({ health }) => health === 'healthy'), {
      timeoutMs: 20_000,
    })
    const state = await check()
    expect(state.verdict).toEqual({ kind: 'differs', members: ['m2'] })
    const read = (i: number) =>
      etcd.etcdctl(`--endpoints=${at(etcd.endpoints, i)}`, 'get', '/kept', '--print-value-only')
    expect(await read(0), 'the others’ is what it was').toBe(`${sound}\n`)

    const { alarms } = await cluster.until((status) => status.alarms.length > 0, { timeoutMs: 20_000 })
    // Its check does not say whom it suspects.
    expect(alarms).toEqual([{ memberId: unnamedMember, alarm: 'CORRUPT' }])
    const key = new TextEncoder().encode('/new')
    const put = () => app.client.kv.create({ connectionId, key, value: key })
    expect(toFailure(await put().catch((error: unknown) => error))).toMatchObject({ code: 'corrupt' })
    expect((await app.client.maintenance.defragmentPlan({ connectionId })).obstacle).toContain('CORRUPT')
    const disarm = (force: boolean) =>
      app.client.maintenance.disarm({ connectionId, memberId: unnamedMember, alarm: 'CORRUPT', force })
    expect(toFailure(await disarm(false).catch((error: unknown) => error))).toMatchObject({
      code: 'precondition',
      message: expect.stringContaining('Replace the member') as string,
    })

    await etcd.stop(2)
    const split = await check()
    expect(split.verdict).toEqual({ kind: 'split', members: ['m1', 'm2'] })
    await etcd.start(2)
    await etcd.stop(1)
    await cluster.until(
      ({ leaderId }, rows) => leaderId !== undefined && rows.get('m3')?.health === 'healthy',
      { timeoutMs: 20_000 },
    )
    // With nobody left to raise it again, what was asked for by name is done.
    expect((await disarm(true)).alarms).toEqual([])
    await until(put)
  })
})
