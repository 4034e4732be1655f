import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rangeOf } from '../../../shared/etcd/range'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { bytes, carryOut, folder, makePlan, undo } from './carry-out'

describe.each(engineVersions)('a folder put back on etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    ;[etcd, app] = await Promise.all([startEtcd({ version }), startTestApp()])
    connectionId = await app.connect(etcd)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })
  beforeEach(async () => void (await etcd.etcdctl('del', '', '--prefix')))

  const read = async (prefix: string, revision?: bigint) =>
    (await app.client.kv.range({ connectionId, ...rangeOf(bytes(prefix)), revision })).kvs.map(
      ({ key, value, lease }) => ({
        key: Buffer.from(key).toString('latin1'),
        value: Buffer.from(value).toString('hex'),
        lease,
      }),
    )
  const put = async (key: Uint8Array, value: Uint8Array, lease?: string) =>
    (
      await app.client.kv.txn({
        connectionId,
        compare: [],
        success: [{ kind: 'put', key, value, lease }],
        failure: [],
      })
    ).revision
  const remove = async (key: Uint8Array) =>
    app.client.kv.txn({ connectionId, compare: [], success: [{ kind: 'delete', key }], failure: [] })
  const grant = async () => (await app.client.lease.grant({ connectionId, ttlSeconds: 600 })).id
  /** Bytes that are no text, below /f/. */
  const odd = (n: number) => Uint8Array.of(...bytes('/f/'), n >> 8, n & 0xff, 0xff)
  const plan = (revision: bigint, deletesNewer = false, scope = folder('/f/')) =>
    makePlan(app, { connectionId, kind: 'putBack', scope, past: { revision, deletesNewer } })

  /** 400 odd keys, of which 100 are deleted since, 100 changed, 100 written again the same, and 5 came. */
  async function fill() {
    const [kept, lost] = [await grant(), await grant()]
    let revision = 0n
    for (let n = 0; n < 400; n++)
      revision = await put(odd(n), Uint8Array.of(0xff, 0, n & 0xff), n < 2 ? [kept, lost][n] : undefined)
    const was = await read('/f/')
    for (let n = 0; n < 100; n++) await remove(odd(n))
    const fresh = await grant()
    for (let n = 100; n < 200; n++) await put(odd(n), Uint8Array.of(1, n), n === 100 ? fresh : undefined)
    for (let n = 200; n < 300; n++) await put(odd(n), Uint8Array.of(0xff, 0, n & 0xff))
    for (let n = 1000; n < 1005; n++) await put(odd(n), bytes('came since'))
    await app.client.lease.revoke({ connectionId, id: lost })
    await put(bytes('/fx'), bytes('a neighbour'))
    return { revision, was, kept, fresh }
  }

  test('the dry run counts what differs; the run writes just that; undo takes it back, bytes and leases exact', async () => {
    const { revision, was, kept, fresh } = await fill()
    const before = await read('')
    const made = await plan(revision)
    expect(made).toMatchObject({
      kind: 'putBack',
      count: 200,
      leasedKeys: 2,
      conflicts: 0,
      past: { revision, again: 100, changed: 100, same: 200, newer: 5, withoutLease: 1, deletesNewer: false },
    })
    expect(made.sizeBytes).toBe(200 * 9)
    expect(made.leases).toEqual([kept, fresh])
    expect(made.past?.firstNewer).toEqual([1000, 1001, 1002, 1003, 1004].map(odd))
    expect(made.first[0]).toEqual({ key: odd(0), effect: 'again' })
    expect(await read('')).toEqual(before)

    const { account, failure } = await carryOut(app, made.id)
    expect(failure).toBeUndefined()
    expect(account).toMatchObject({ written: 200, changed: 0, unknown: 0, remaining: 0, withoutLease: 1 })
    const newer = before.filter(({ value }) => value === Buffer.from('came since').toString('hex'))
    const leaseOf = (n: number) => (n === 0 ? kept : n === 100 ? fresh : undefined)
    expect(await read('/f/')).toEqual([...was.map((kv, n) => ({ ...kv, lease: leaseOf(n) })), ...newer])
    for (const file of [account.backupFile, account.backupFile.replace('.jsonl', '.past.jsonl')])
      expect((await stat(file)).mode & 0o777).toBe(0o600)

    const undone = await undo(app, made.id)
    expect(undone.account).toMatchObject({ written: 200, changed: 0, remaining: 0, withoutLease: 0 })
    expect(await read('')).toEqual(before)
  })

  test('keys that came since are deleted only where that was asked for', async () => {
    const { revision, was } = await fill()
    const before = await read('')
    const made = await plan(revision, true)
    expect(made).toMatchObject({ count: 205, past: { newer: 5, deletesNewer: true } })
    const { account } = await carryOut(app, made.id)
    expect(account).toMatchObject({ written: 205, changed: 0 })
    expect((await read('/f/')).map(({ key, value }) => ({ key, value }))).toEqual(
      was.map(({ key, value }) => ({ key, value })),
    )
    expect((await undo(app, made.id)).account).toMatchObject({ written: 205, changed: 0 })
    expect(await read('')).toEqual(before)
  })

  test('what others write after the dry run is left alone, whatever it was, and told', async () => {
    const { revision } = await fill()
    const made = await plan(revision, true)
    await put(odd(5), bytes('made again by them'))
    await put(odd(150), bytes('changed by them'))
    await remove(odd(151))
    await put(odd(1002), bytes('theirs too'))
    const { account } = await carryOut(app, made.id)
    expect(account).toMatchObject({ written: 201, changed: 4, remaining: 0 })
    expect(account.firstChanged).toEqual([odd(5), odd(150), odd(151), odd(1002)])
    const now = new Map(
      (await read('/f/')).map(({ key, value }) => [key, Buffer.from(value, 'hex').toString()]),
    )
    const at = (n: number) => now.get(Buffer.from(odd(n)).toString('latin1'))
    expect([5, 150, 151, 1002].map(at)).toEqual([
      'made again by them',
      'changed by them',
      undefined,
      'theirs too',
    ])
  })

  test('a compaction before the first write stops it with nothing written; one after it cannot hurt, nor hurt the undo', async () => {
    const { revision } = await fill()
    const before = await read('')
    const [late, made] = [await plan(revision), await plan(revision, true)]
    let compacted = false
    const done = await carryOut(app, made.id, async ({ phase }) => {
      if (phase !== 'write' || compacted) return
      compacted = true
      await etcd.etcdctl('compaction', String(await put(bytes('/z'), bytes('1'))))
    })
    expect(compacted).toBe(true)
    expect(done.failure).toBeUndefined()
    expect(done.account).toMatchObject({ written: 205, remaining: 0 })
    const stopped = await carryOut(app, late.id)
    expect(stopped.failure?.code).toBe('compacted')
    expect(stopped.account).toMatchObject({ written: 0, remaining: 200 })
    const undone = await undo(app, made.id)
    expect(undone.account).toMatchObject({ written: 205, changed: 0 })
    expect(await read('/f/')).toEqual(before.filter(({ key }) => key.startsWith('/f/')))
    const left = await readdir(join(app.home, 'backups'))
    expect(left.filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('all keys at once, single keys, a folder that is as it was, and revisions that cannot be read', async () => {
    const first = await put(bytes('/one'), bytes('1'))
    await put(bytes('/two'), bytes('2'))
    const revision = await put(bytes('three'), bytes('3'))
    await etcd.etcdctl('del', '', '--prefix')
    const all = await plan(revision, false, folder(''))
    expect(all).toMatchObject({ count: 3, past: { again: 3 } })
    const one = await plan(revision, false, { keys: [bytes('three'), bytes('/one')], prefixes: [] })
    expect(one.first.map(({ key }) => Buffer.from(key).toString())).toEqual(['/one', 'three'])
    expect((await carryOut(app, all.id)).account).toMatchObject({ written: 3 })
    const nothing = await plan(revision, true, folder(''))
    expect(nothing).toMatchObject({ count: 0, past: { same: 3, newer: 0 } })
    const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure)
    expect(await failureOf(carryOut(app, nothing.id))).toMatchObject({ code: 'precondition' })
    expect(await failureOf(plan(revision + 1_000n))).toMatchObject({
      code: 'invalid',
      details: { field: 'revision' },
    })
    const compactRevision = await put(bytes('/one'), bytes('1'))
    await etcd.etcdctl('compaction', String(compactRevision))
    expect(await failureOf(plan(first))).toMatchObject({
      code: 'compacted',
      details: { field: 'revision', compactRevision },
    })
    await expect(makePlan(app, { connectionId, kind: 'delete', scope: folder('') })).rejects.toThrow()
  })
})
