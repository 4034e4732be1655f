import { appendFile, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { comparedSide } from '../../../shared/contract/compare'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { seededRandom } from '../../support/random'
import { tempDir, type TempDir } from '../../support/temp-dir'
import { startTestApp, type TestApp } from '../../support/test-app'
import { carryOut, folder, makePlan, undo } from '../changes/carry-out'
import { bytes, compare, differ, modelOf, namesOf, side, text } from './compare-tools'

const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure)

describe.each(engineVersions)('two sources compared, etcd %s', (version) => {
  let etcd: RunningEtcd
  let other: RunningEtcd
  let app: TestApp
  let dir: TempDir
  let live: string
  let twin: string
  let file: string
  let later: string
  let path: string
  /** When the first file was saved. */
  let saved: bigint

  const put = async (key: Uint8Array, value: Uint8Array, lease?: string, connectionId = live) =>
    (
      await app.client.kv.txn({
        connectionId,
        compare: [],
        success: [{ kind: 'put', key, value, lease }],
        failure: [],
      })
    ).revision
  const remove = (key: Uint8Array) =>
    app.client.kv.txn({ connectionId: live, compare: [], success: [{ kind: 'delete', key }], failure: [] })
  const save = async (name: string) => {
    const to = join(dir.path, name)
    await etcd.etcdctl('snapshot', 'save', to)
    return { path: to, id: (await app.client.snapshotView.open({ path: to })).id }
  }
  /** Names that are no text among them. */
  const odd = (n: number) => Uint8Array.of(...bytes(`/f${n % 3}/`), n, 0xff)

  beforeAll(async () => {
    ;[etcd, other, app, dir] = await Promise.all([
      startEtcd({ version }),
      startEtcd({ version }),
      startTestApp(),
      tempDir(),
    ])
    live = await app.connect(etcd)
    twin = await app.connect(other, { name: 'twin' })
    const random = seededRandom(7)
    const lease = (await app.client.lease.grant({ connectionId: live, ttlSeconds: 600 })).id
    for (let n = 0; n < 200; n++) saved = await put(odd(n), bytes(`v${n}`), n === 5 ? lease : undefined)
    const first = await save('first.db')
    ;({ path, id: file } = first)
    for (let n = 0; n < 120; n++) {
      const at = Math.floor(random() * 240)
      const dice = random()
      if (dice < 0.3) await remove(odd(at % 200))
      else await put(odd(at), bytes(dice < 0.6 ? `v${at}` : `new ${n}`))
    }
    later = (await save('later.db')).id
    for (let n = 0; n < 40; n++) await put(odd(n), bytes(`v${n}`), undefined, twin)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await Promise.all([etcd, other, dir].map((each) => each?.[Symbol.asyncDispose]()))
  })

  test('of any two, at any revisions and prefixes, what is told is what a model tells', async () => {
    const current = (await app.client.kv.range({ connectionId: live, key: bytes('x') })).revision
    const pairs = [
      ...[side(file), side(live)],
      ...[side(live), side(file)],
      ...[side(file), side(later)],
      ...[side(twin), side(live)],
      ...[side(file, '', saved - 50n), side(live, '', saved)],
      ...[side(live, '/f1/', saved), side(live, '/f1/', current)],
      ...[side(file, '/f0/'), side(live, '/f2/')],
    ].map((each) => comparedSide.parse(each))
    for (let at = 0; at < pairs.length; at += 2) {
      const [left, right] = [pairs[at]!, pairs[at + 1]!]
      await using made = await compare(app, left, right)
      const [was, is] = [await modelOf(app, left), await modelOf(app, right)]
      const found = await made.look()
      expect(namesOf(found), `pair ${at / 2}`).toEqual(differ(was, is))
      expect(made.comparison.left.keys).toBe(was.size)
      expect(made.comparison.right.keys).toBe(is.size)
      const { added, changed, deleted } = made.comparison.counts
      expect(made.comparison.same).toBe(was.size - changed - deleted)
      expect(made.comparison.kept).toBe(added + changed + deleted)
      expect(made.comparison.by).toBe(left.connectionId === right.connectionId ? 'revisions' : 'values')
    }
  })

  test('a cluster with the same revisions and other values is not taken for the same', async () => {
    // As many writes of the same keys: the revisions agree, the values do not.
    await using dir = await tempDir()
    await using twins = await Promise.all([startEtcd({ version }), startEtcd({ version })]).then(
      ([a, b]) => ({
        all: [a, b] as const,
        [Symbol.asyncDispose]: async () =>
          void (await Promise.all([a, b].map((each) => each[Symbol.asyncDispose]()))),
      }),
    )
    const [a, b] = twins.all
    for (const [etcd, word] of [
      [a, 'one'],
      [b, 'two'],
    ] as const)
      for (const key of ['/k/1', '/k/2']) await etcd.etcdctl('put', key, key.endsWith('1') ? 'same' : word)
    const left = await app.connect(a, { name: 'a' })
    const right = await app.connect(b, { name: 'b' })
    const saved = join(dir.path, 'a.db')
    await a.etcdctl('snapshot', 'save', saved)
    const { id } = await app.client.snapshotView.open({ path: saved })
    for (const from of [left, id]) {
      await using made = await compare(app, side(from), side(right))
      expect(namesOf(await made.look())).toEqual(['~/k/2'])
    }
    for (const each of [left, right, id]) await app.client.connections.remove({ id: each })
  })

  test('the exported difference turns one side into the other; a name that is taken stays as it was', async () => {
    await using made = await compare(app, side(file), side(live))
    const to = join(dir.path, 'difference.jsonl')
    const done = await made.export(to)
    const [head, ...rest] = (await readFile(to, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row))
    const end = rest.pop()
    expect(head).toMatchObject({
      format: 'etcdesk.difference/1',
      left: { name: 'first.db' },
      right: { name: 'test' },
    })
    expect(end).toEqual({ end: 'etcdesk.difference/1', differences: rest.length })
    expect(done.keys).toBe(rest.length)
    const model = new Map(await modelOf(app, side(file)))
    const decode = (of: Record<string, string>, name: string) =>
      of[name] === undefined ? Buffer.from(of[`${name}Base64`] ?? '', 'base64') : Buffer.from(of[name])
    for (const { kind, left, right } of rest) {
      const key = decode(right ?? left, 'key').toString('latin1')
      expect(model.get(key)).toBe(left && decode(left, 'value').toString('hex'))
      if (kind === 'missing') model.delete(key)
      else model.set(key, decode(right, 'value').toString('hex'))
    }
    expect(model).toEqual(await modelOf(app, side(live)))

    await writeFile(join(dir.path, 'taken'), 'mine')
    expect(await failureOf(made.export(join(dir.path, 'taken')))).toMatchObject({
      code: 'exists',
      details: { field: 'path' },
    })
    expect(await readFile(join(dir.path, 'taken'), 'utf8')).toBe('mine')
    const below = await made.export(join(dir.path, 'below.jsonl'), {
      withValues: false,
      prefix: bytes('/f1/'),
    })
    expect(below.keys).toBe((await made.look(bytes('/f1/'))).keys.length)
    expect((await readdir(dir.path)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('a folder of a file is put back with its leases granted anew, or without; undo brings all of it back', async () => {
    const before = await app.client.kv.range({ connectionId: live, key: bytes('/f'), rangeEnd: bytes('/g') })
    const [leaseId = ''] = await app.client.lease.list({ connectionId: file })
    await app.client.lease.revoke({ connectionId: live, id: leaseId })
    const scope = folder('/f2/')
    const plan = (leases: 'regrant' | 'drop', deletesNewer = false) =>
      makePlan(app, {
        ...{ connectionId: live, kind: 'putBack', scope },
        past: { revision: saved, deletesNewer, source: file, leases },
      })
    const was = await modelOf(app, side(file, '/f2/'))
    const is = new Map(await modelOf(app, side(live, '/f2/')))
    const changes = differ(was, is)
    const counted = (sign: string) => changes.filter((each) => each.startsWith(sign)).length
    const dry = await plan('regrant')
    expect(dry.past).toMatchObject({
      ...{ again: counted('-'), changed: counted('~'), newer: counted('+'), withoutLease: 0 },
      from: { name: 'first.db', grants: 1 },
    })
    expect((await plan('drop')).past).toMatchObject({ withoutLease: 0, from: { grants: 0 } })

    // Somebody writes one of the keys after the dry run: it stays theirs.
    const theirs =
      [...was.keys()].find((name) => changes.includes(`~${name}`) || changes.includes(`-${name}`)) ?? ''
    const theirKey = Uint8Array.from(Buffer.from(`/f2/${theirs}`, 'latin1'))
    const isLeased = theirKey[4] === 5
    await put(theirKey, bytes('theirs'))
    const run = await carryOut(app, dry.id)
    expect(run.account).toMatchObject({ written: dry.count - 1, changed: 1, remaining: 0 })
    expect(run.account.firstChanged.map(text)).toEqual([text(theirKey)])
    const after = await modelOf(app, side(live, '/f2/'))
    expect(after.get(theirs)).toBe(Buffer.from('theirs').toString('hex'))
    expect(differ(was, after).filter((each) => each !== `~${theirs}` && !each.startsWith('+'))).toEqual([])
    const leased = (await app.client.kv.range({ connectionId: live, key: odd(5) })).kvs[0]
    expect(leased?.lease).toBe(isLeased ? undefined : leaseId)
    expect(await app.client.lease.timeToLive({ connectionId: live, id: leaseId })).toMatchObject({
      grantedTtlSeconds: 600,
    })

    const undone = await undo(app, dry.id)
    expect(undone.account).toMatchObject({ written: dry.count - 1, changed: 0 })
    is.set(theirs, Buffer.from('theirs').toString('hex'))
    expect(await modelOf(app, side(live, '/f2/'))).toEqual(is)

    const bare = await plan('drop', true)
    expect((await carryOut(app, bare.id)).account).toMatchObject({ written: bare.count, changed: 0 })
    expect(differ(was, await modelOf(app, side(live, '/f2/')))).toEqual([])
    expect((await app.client.kv.range({ connectionId: live, key: odd(5) })).kvs[0]?.lease).toBeUndefined()
    expect(before.kvs.length).toBeGreaterThan(0)
  })

  test('a run that was stopped goes on although the source was closed meanwhile', async () => {
    for (let n = 0; n < 600; n++) await put(bytes(`/many/${n}`), bytes('x'.repeat(3_000)), undefined, twin)
    const revision = (await app.client.kv.range({ connectionId: twin, key: bytes('x') })).revision
    const past = { revision, deletesNewer: false, source: twin, leases: 'drop' } as const
    const plan = await makePlan(app, { connectionId: live, kind: 'putBack', scope: folder('/many/'), past })
    expect(plan.count).toBe(600)
    const stopped = await carryOut(app, plan.id, async ({ phase, done }) => {
      if (phase === 'write' && done < 600) await app.client.changes.stop({ plan: plan.id })
    })
    await app.client.connections.close({ id: twin })
    if (stopped.account.remaining > 0) {
      const { account, failure } = await carryOut(app, plan.id)
      expect(failure).toBeUndefined()
      expect(account).toMatchObject({ written: 600, remaining: 0 })
    }
    expect((await modelOf(app, side(live, '/many/'))).size).toBe(600)
    await app.client.connections.open({ id: twin })
  })

  test('what makes no sense, and what went away, is said of its side', async () => {
    const same = await failureOf(compare(app, side(live), side(live)))
    expect(same).toMatchObject({ code: 'invalid', details: { side: 'right' } })
    const current = (await app.client.kv.range({ connectionId: live, key: bytes('x') })).revision
    expect(await failureOf(compare(app, side(live), side(live, '', current)))).toMatchObject({
      code: 'invalid',
    })
    expect(await failureOf(compare(app, side(live, '', current + 9n), side(file)))).toMatchObject({
      ...{ code: 'invalid', details: { side: 'left', field: 'revision' } },
    })
    expect(await failureOf(compare(app, side(file), side('nobody')))).toMatchObject({
      ...{ code: 'precondition', details: { side: 'right' } },
    })
    const past = { revision: 1n, deletesNewer: false, source: live }
    const itself = makePlan(app, { connectionId: live, kind: 'putBack', scope: folder(''), past })
    expect(await failureOf(itself)).toMatchObject({ code: 'invalid', details: { field: 'source' } })
    const intoFile = makePlan(app, {
      ...{ connectionId: file, kind: 'putBack', scope: folder('') },
      past: { revision: current, deletesNewer: false, source: live },
    })
    expect(await failureOf(intoFile.then(({ id }) => carryOut(app, id)))).toMatchObject({ code: 'denied' })
    {
      await using nothing = await compare(app, side(file, '/nowhere/'), side(live, '/nowhere/'))
      expect(nothing.comparison).toMatchObject({ left: { keys: 0 }, right: { keys: 0 }, kept: 0, same: 0 })
    }
    await appendFile(path, 'x')
    expect(await failureOf(compare(app, side(file), side(live)))).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/Somebody wrote this snapshot file while it was open/),
      details: { side: 'left' },
    })
    await etcd.etcdctl('compact', String(current))
    expect(await failureOf(compare(app, side(later), side(live, '', saved)))).toMatchObject({
      ...{ code: 'compacted', details: { side: 'right', field: 'revision', compactRevision: current } },
    })
    await other.stop(0)
    expect(await failureOf(compare(app, side(later), side(twin)))).toMatchObject({
      details: { side: 'right' },
    })
    expect(app.app.streams.open).toBe(0)
  })
})
