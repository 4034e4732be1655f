import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rangeOf } from '../../../shared/etcd/range'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { dryRun } from '../transfer/collect'
import { bytes, carryOut, folder, makePlan, undo } from './carry-out'

describe.each(engineVersions)('etcd %s', (version) => {
  let etcd: RunningEtcd
  let small: RunningEtcd
  let app: TestApp
  let here: string
  beforeAll(async () => {
    ;[etcd, small, app] = await Promise.all([
      startEtcd({ version }),
      startEtcd({ version, args: ['--max-txn-ops=10'] }),
      startTestApp(),
    ])
    here = await app.connect(etcd)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await Promise.all([etcd, small].map((each) => each?.[Symbol.asyncDispose]()))
  })
  beforeEach(async () => void (await etcd.etcdctl('del', '', '--prefix')))

  const all = async (prefix = '', connectionId = here) =>
    (await app.client.kv.range({ connectionId, ...rangeOf(bytes(prefix)) })).kvs
  const names = async (prefix = '') => (await all(prefix)).map(({ key }) => Buffer.from(key).toString())
  const create = (key: string, value: string | Uint8Array, lease?: string, connectionId = here) =>
    app.client.kv.create({
      connectionId,
      key: bytes(key),
      value: typeof value === 'string' ? bytes(value) : value,
      lease,
    })
  const fill = async (count: number, connectionId = here) => {
    const key = (n: number) => bytes(`/f/${String(n).padStart(4, '0')}`)
    for (let at = 0; at < count; at += 5)
      await app.client.kv.txn({
        connectionId,
        compare: [],
        success: Array.from({ length: Math.min(5, count - at) }, (_, i) => ({
          kind: 'put' as const,
          key: key(at + i),
          value: Uint8Array.of(0xff, 0, at & 0xff, i),
        })),
        failure: [],
      })
  }
  const grant = async () => (await app.client.lease.grant({ connectionId: here, ttlSeconds: 600 })).id

  test('a folder is deleted with a backup before, and undone with bytes and lease exact', async () => {
    const lease = await grant()
    await fill(300)
    await create('/f/leased', Uint8Array.of(0xff, 0xfe), lease)
    await create('/f', 'the key of that name stays')
    await create('/fx', 'so does the neighbour')
    const before = await all('/f/')
    const plan = await makePlan(app, { connectionId: here, kind: 'delete', scope: folder('/f/') })
    expect(plan).toMatchObject({ count: 301, leases: [lease], leasedKeys: 1, conflicts: 0 })
    expect(plan.first).toHaveLength(100)
    expect(plan.endpoint).toBe(etcd.endpoints[0])
    expect(await names('/f/')).toHaveLength(301)

    const { account, failure } = await carryOut(app, plan.id)
    expect({ account, failure }).toMatchObject({ account: { written: 301, changed: 0, remaining: 0 } })
    expect(await names()).toEqual(['/f', '/fx'])
    expect((await stat(account.backupFile)).mode & 0o777).toBe(0o600)
    const lines = (await readFile(account.backupFile, 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(303)
    expect((await readdir(join(app.home, 'backups'))).filter((name) => name.endsWith('.part'))).toEqual([])

    const undone = await undo(app, plan.id)
    expect(undone.account).toMatchObject({ written: 301, changed: 0, withoutLease: 0 })
    const bare = (kvs: typeof before) => kvs.map(({ key, value, lease: id }) => ({ key, value, lease: id }))
    expect(bare(await all('/f/'))).toEqual(bare(before))
  })

  test('a key that somebody writes after the plan is left alone and reported', async () => {
    await fill(200)
    const plan = await makePlan(app, { connectionId: here, kind: 'delete', scope: folder('/f/') })
    await etcd.etcdctl('put', '/f/0007', 'theirs')
    await etcd.etcdctl('put', '/f/new', 'theirs')
    const { account } = await carryOut(app, plan.id)
    expect(account).toMatchObject({ written: 199, changed: 1, remaining: 0 })
    expect(account.firstChanged).toEqual([bytes('/f/0007')])
    expect(await names()).toEqual(['/f/0007', '/f/new'])
    await etcd.etcdctl('put', '/f/0003', 'came again')
    const undone = await undo(app, plan.id)
    expect(undone.account).toMatchObject({ written: 198, changed: 1 })
    expect(undone.account.firstChanged).toEqual([bytes('/f/0003')])
    expect(Buffer.from((await all('/f/0003'))[0]?.value ?? []).toString()).toBe('came again')
  })

  test('a folder is moved, no key lost between, and moved back but for what was written since', async () => {
    const lease = await grant()
    await fill(150)
    await create('/f/leased', Uint8Array.of(0x80), lease)
    const mapping = { from: bytes('/f'), to: bytes('/g/h') }
    const plan = await makePlan(app, { connectionId: here, kind: 'move', scope: folder('/f/'), mapping })
    expect(plan.first[0]).toEqual({ key: bytes('/f/0000'), target: bytes('/g/h/0000') })
    const { account } = await carryOut(app, plan.id)
    expect(account).toMatchObject({ written: 151, changed: 0 })
    expect(await names('/f')).toEqual([])
    expect((await all('/g/h/leased'))[0]).toMatchObject({ value: Uint8Array.of(0x80), lease })
    await etcd.etcdctl('put', '/g/h/0005', 'since')
    const undone = await undo(app, plan.id)
    expect(undone.account).toMatchObject({ written: 150, changed: 1 })
    expect(await names('/g')).toEqual(['/g/h/0005'])
    expect((await all('/f/leased'))[0]?.lease).toBe(lease)
  })

  test.each(['delete', 'move'] as const)(
    'a %s whose backup file is gone is undone from history, and nothing that was written since is overwritten',
    async (kind) => {
      const lease = await grant()
      await fill(150)
      await create('/f/leased', Uint8Array.of(0x80, 0), lease)
      const before = await all('/f/')
      const mapping = kind === 'move' ? { from: bytes('/f'), to: bytes('/g') } : undefined
      const plan = await makePlan(app, { connectionId: here, kind, scope: folder('/f/'), mapping })
      const { account } = await carryOut(app, plan.id)
      await rm(account.backupFile)
      const found = (await app.client.changes.list({ connectionId: here })).operations[0]
      expect(found).toMatchObject({ plan: { id: plan.id }, hasBackup: false, account: { written: 151 } })
      await etcd.etcdctl('put', '/f/0003', 'theirs')
      const undone = await undo(app, plan.id)
      expect(undone.failure).toBeUndefined()
      expect(undone.account).toMatchObject({ written: 150, changed: 1, withoutLease: 0 })
      const bare = (kvs: typeof before) =>
        kvs
          .filter(({ key }) => Buffer.from(key).toString() !== '/f/0003')
          .map(({ key, value, lease: id }) => ({ key, value, lease: id }))
      expect(bare(await all('/f/'))).toEqual(bare(before))
      expect(Buffer.from((await all('/f/0003'))[0]?.value ?? []).toString()).toBe('theirs')
    },
  )

  test('without the backup file, and with the revision compacted, undo says so and writes nothing', async () => {
    await fill(10)
    const plan = await makePlan(app, { connectionId: here, kind: 'delete', scope: folder('/f/') })
    const { account } = await carryOut(app, plan.id)
    await rm(account.backupFile)
    await etcd.etcdctl('compact', String(account.revisions?.last))
    const undone = await undo(app, plan.id)
    expect(undone.failure).toMatchObject({ code: 'compacted' })
    expect(undone.failure?.message).toContain(account.backupFile)
    expect(undone.failure?.message).toContain(`revision ${plan.revision},`)
    expect(undone.account).toMatchObject({ written: 0, remaining: 10 })
    expect(await names()).toEqual([])
  })

  test('an operation is not gone on with when its connection leads to another cluster', async () => {
    const id = await app.connect(etcd, { name: 'moves' })
    await fill(5)
    const plan = await makePlan(app, { connectionId: id, kind: 'delete', scope: folder('/f/') })
    await carryOut(app, plan.id)
    await app.client.connections.close({ id })
    const profile = { name: 'moves', endpoints: [...small.endpoints], readOnly: false }
    await app.client.connections.update({ id, ...profile })
    await app.client.connections.open({ id })
    const { failure, account } = await undo(app, plan.id)
    expect(failure).toMatchObject({ code: 'precondition', message: expect.stringContaining(plan.clusterId) })
    expect(account).toMatchObject({ written: 0, remaining: 5 })
    expect(await all('/f/', id)).toEqual([])
    await app.client.connections.close({ id })
    await app.client.connections.remove({ id })
  })

  test('the backup file of an operation is imported as any export, after its dry run', async () => {
    const lease = await grant()
    await fill(40)
    await create('/f/leased', Uint8Array.of(0x80, 0), lease)
    await create('/alone', 'named by itself')
    const before = [...(await all('/alone')), ...(await all('/f/'))]
    const scope = { keys: [bytes('/alone')], prefixes: [bytes('/f/')] }
    const plan = await makePlan(app, { connectionId: here, kind: 'delete', scope })
    const { backupFile: path } = (await carryOut(app, plan.id)).account
    await etcd.etcdctl('put', '/f/0000', 'theirs')
    await using dry = await dryRun(app, { connectionId: here, source: { kind: 'file', path } })
    expect(dry.plan.counts).toEqual({ added: 41, changed: 0, same: 0, conflicting: 1 })
    expect(await names()).toEqual(['/f/0000'])
    expect((await dry.run('overwrite')).account).toMatchObject({ added: 41, overwritten: 1, remaining: 0 })
    const bare = (kvs: typeof before) => kvs.map(({ key, value, lease: id }) => ({ key, value, lease: id }))
    expect(bare([...(await all('/alone')), ...(await all('/f/'))])).toEqual(bare(before))
  })

  test('a lease that is gone is said, and the key comes back without it', async () => {
    const lease = await grant()
    await create('/one', 'value', lease)
    const scope = { keys: [bytes('/one')], prefixes: [] }
    const plan = await makePlan(app, { connectionId: here, kind: 'delete', scope })
    await carryOut(app, plan.id)
    await app.client.lease.revoke({ connectionId: here, id: lease })
    expect((await undo(app, plan.id)).account).toMatchObject({ written: 1, withoutLease: 1 })
    expect((await all('/one'))[0]?.lease).toBeUndefined()
  })

  test('duplicates keep the source, and undo takes only the copies', async () => {
    await fill(20)
    const mapping = { from: bytes('/f'), to: bytes('/copy') }
    const plan = await makePlan(app, { connectionId: here, kind: 'duplicate', scope: folder('/f/'), mapping })
    expect((await carryOut(app, plan.id)).account.written).toBe(20)
    expect([(await names('/f')).length, (await names('/copy')).length]).toEqual([20, 20])
    await undo(app, plan.id)
    expect([(await names('/f')).length, (await names('/copy')).length]).toEqual([20, 0])
  })

  test('a rename onto an existing key is refused, in the plan and when it comes later', async () => {
    await create('/a', 'a')
    await create('/b', 'b')
    const rename = (to: string) =>
      makePlan(app, {
        connectionId: here,
        kind: 'rename',
        scope: { keys: [bytes('/a')], prefixes: [] },
        mapping: { from: bytes('/a'), to: bytes(to) },
      })
    const taken = await rename('/b')
    expect(taken).toMatchObject({ conflicts: 1, firstConflicts: [bytes('/b')] })
    const refused = await carryOut(app, taken.id).catch((error: unknown) => toFailure(error))
    expect(refused).toMatchObject({ code: 'exists', details: { field: 'to' } })
    const free = await rename('/c')
    await etcd.etcdctl('put', '/c', 'faster')
    expect((await carryOut(app, free.id)).account).toMatchObject({ written: 0, changed: 1 })
    expect(await names()).toEqual(['/a', '/b', '/c'])
    for (const [to, code] of [
      ['', 'invalid'],
      ['/a', 'invalid'],
    ] as const)
      expect(toFailure(await rename(to).catch((error: unknown) => error))).toMatchObject({ code })
  })

  test('a server that takes ten operations gets ten, and it is canceled and resumed with a true account', async () => {
    const there = await app.connect(small, { name: 'small' })
    await fill(2_000, there)
    const mapping = { from: bytes('/f'), to: bytes('/g') }
    const plan = await makePlan(app, { connectionId: there, kind: 'move', scope: folder('/f/'), mapping })
    let stopped = false
    const first = await carryOut(app, plan.id, async ({ phase, account }) => {
      if (phase === 'backup' || account.written === 0 || stopped) return
      stopped = true
      await app.client.changes.stop({ plan: plan.id })
    })
    const moved = (await all('/g', there)).length
    expect(first.account.written).toBe(moved)
    expect(first.account.written + first.account.remaining).toBe(2_000)
    expect(first.isCanceled).toBe(true)
    const second = await carryOut(app, plan.id)
    expect(second.account).toMatchObject({ written: 2_000, changed: 0, remaining: 0 })
    expect((await all('/f', there)).length).toBe(0)
    await app.client.connections.close({ id: there })
    await app.client.connections.remove({ id: there })
  })

  test(
    'the account is true when etcd falls silent over a transaction for longer than a request waits',
    { timeout: 60_000 },
    async () => {
      await fill(2_000)
      const plan = await makePlan(app, { connectionId: here, kind: 'delete', scope: folder('/f/') })
      let resumed: Promise<void> | undefined
      const { account, failure } = await carryOut(app, plan.id, ({ phase }) => {
        if (phase !== 'write' || resumed) return Promise.resolve()
        etcd.pause(0)
        resumed = new Promise((resolve) => setTimeout(resolve, 11_000)).then(() => etcd.resume(0))
        return Promise.resolve()
      })
      await resumed
      await etcd.ready()
      const left = (await names('/f/')).length
      const { written, unknown, remaining } = account
      expect(written + unknown + remaining).toBe(2_000)
      expect(left).toBeGreaterThanOrEqual(remaining)
      expect(left).toBeLessThanOrEqual(remaining + unknown)
      expect(failure !== undefined).toBe(unknown > 0)
    },
  )

  test('nothing is changed on a read-only connection, nor when the revision is compacted before the backup', async () => {
    await fill(10)
    const plan = await makePlan(app, { connectionId: here, kind: 'delete', scope: folder('/f/') })
    await etcd.etcdctl('put', '/other', 'x')
    await etcd.etcdctl('compact', String(plan.revision + 1n))
    const { failure, account } = await carryOut(app, plan.id)
    expect(failure?.code).toBe('compacted')
    expect(account.written).toBe(0)
    expect(await names('/f/')).toHaveLength(10)
    const readOnly = await app.connect(etcd, { name: `ro ${version}`, readOnly: true })
    const refused = await makePlan(app, { connectionId: readOnly, kind: 'delete', scope: folder('/f/') })
    const error = await carryOut(app, refused.id).catch((caught: unknown) => toFailure(caught))
    expect(error).toMatchObject({ code: 'denied' })
  })

  test('a value that no longer fits into a request with its longer name stays, and that is said', async () => {
    await create('/big', new Uint8Array(1_570_000).fill(120))
    const mapping = { from: bytes('/big'), to: bytes('/' + 'n'.repeat(4_000)) }
    const scope = { keys: [bytes('/big')], prefixes: [] }
    const plan = await makePlan(app, { connectionId: here, kind: 'rename', scope, mapping })
    const { failure, account } = await carryOut(app, plan.id)
    expect(failure).toMatchObject({ code: 'exhausted', message: expect.stringContaining('1.5 MiB') })
    expect(account).toMatchObject({ written: 0, remaining: 1 })
    expect(await names()).toEqual(['/big'])
  })
})
