import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KeyValue } from '../../../shared/contract/kv'
import { prefixEnd, rangeOf } from '../../../shared/etcd/range'
import { toFailure } from '../../../shared/failure'
import { engineDir, engineVersions } from '../../support/engines'
import { cleanEnv } from '../../support/etcd-process'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { tempDir, type TempDir } from '../../support/temp-dir'
import { bytes, dryRun, exportAll, prefix } from './collect'

describe.each(engineVersions)('etcd %s', (version) => {
  let etcd: RunningEtcd
  let other: RunningEtcd
  let app: TestApp
  let dir: TempDir
  let here: string
  let there: string
  beforeAll(async () => {
    ;[etcd, other, app, dir] = await Promise.all([
      startEtcd({ version }),
      startEtcd({ version }),
      startTestApp(),
      tempDir(),
    ])
    here = await app.connect(etcd)
    there = await app.connect(other, { name: 'other' })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await Promise.all([etcd, other, dir].map((each) => each?.[Symbol.asyncDispose]()))
  })

  const keysOf = async (
    connectionId: string,
    under: string | Uint8Array = '',
  ): Promise<readonly KeyValue[]> => {
    const range = rangeOf(typeof under === 'string' ? bytes(under) : under)
    return (await app.client.kv.range({ connectionId, ...range })).kvs
  }
  const contents = (kvs: readonly KeyValue[]) =>
    kvs.map((kv) => [kv.key, kv.value].map((each) => Buffer.from(each).toString('base64')))
  const wipe = async (connectionId: string, under = '') => {
    const { key, rangeEnd } = rangeOf(bytes(under))
    await app.client.kv.txn({
      connectionId,
      compare: [],
      success: [{ kind: 'delete', key, rangeEnd }],
      failure: [],
    })
  }
  const put = async (
    connectionId: string,
    pairs: readonly (readonly [Uint8Array, Uint8Array])[],
    lease?: string,
  ) => {
    for (let at = 0; at < pairs.length; at += 100)
      await app.client.kv.txn({
        connectionId,
        compare: [],
        success: pairs.slice(at, at + 100).map(([key, value]) => ({ kind: 'put', key, value, lease })),
        failure: [],
      })
  }
  /** Keys and values of every kind of bytes, from a seed that a failure names. */
  const anyPairs = (count: number) =>
    fc.sample(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.uint8Array({ maxLength: 200 })), {
      numRuns: count,
      seed: 20261121,
    })

  test('any bytes go out and come back exactly, with their leases', async () => {
    await Promise.all([wipe(here), wipe(there)])
    const lease = await app.client.lease.grant({ connectionId: here, ttlSeconds: 600 })
    const pairs = [...new Map(anyPairs(700).map((pair) => [pair[0].join(), pair])).values()]
    await put(here, pairs)
    await put(here, [[bytes('/leased'), bytes('v')]], lease.id)
    const before = await keysOf(here)
    const path = join(dir.path, `all-${version}.jsonl`)
    const done = await exportAll(app, { connectionId: here, selection: prefix(''), path })
    expect(done).toMatchObject({
      keys: before.length,
      path,
      missing: 0,
      bytes: (await readFile(path)).length,
    })

    await wipe(here)
    await using dry = await dryRun(app, { connectionId: here, source: { kind: 'file', path } })
    expect(dry.plan.counts).toEqual({ added: before.length, changed: 0, same: 0, conflicting: 0 })
    expect(dry.plan.first.added).toHaveLength(100)
    expect(dry.plan.leases).toEqual({ attached: 1, dropped: 0 })
    expect(await keysOf(here), 'a dry run writes nothing').toEqual([])
    expect((await dry.run('skip')).account).toMatchObject({ added: before.length, remaining: 0 })
    const after = await keysOf(here)
    expect(contents(after)).toEqual(contents(before))
    expect(after.map((kv) => kv.lease)).toEqual(before.map((kv) => kv.lease))
  })

  test('the etcdctl script writes the same bytes, keys with zero bytes and long values included', async () => {
    await Promise.all([wipe(here), wipe(there)])
    const pairs = [
      ...[...new Map(anyPairs(40).map((pair) => [pair[0].join(), pair])).values()],
      ...["it's", '-dash', '$HOME `id` "q" \\', 'new\nline', 'ünï', ' '].map(
        (text) => [bytes(text), bytes(text)] as const,
      ),
      [Uint8Array.of(0, 1, 0x22, 0x5c), Uint8Array.of(0, 0xff)] as const,
      [bytes('long'), new Uint8Array(300_000).fill(0x41)] as const,
      [bytes('empty'), new Uint8Array()] as const,
    ]
    await put(here, pairs)
    const path = join(dir.path, `script-${version}.sh`)
    await exportAll(app, { connectionId: here, selection: prefix(''), path, format: 'etcdctl' })
    const env = {
      ...cleanEnv(),
      PATH: [engineDir(version), process.env['PATH']].join(delimiter),
      ETCDCTL_ENDPOINTS: other.endpoints.join(),
    }
    await promisify(execFile)('bash', [path], { env })
    expect(contents(await keysOf(there))).toEqual(contents(await keysOf(here)))
  })

  test('values of a MiB and more, and thousands of small ones, come back exactly', async () => {
    await wipe(here)
    const large = Array.from({ length: 5 }, (_, i) => new Uint8Array(1_100_000 + i).fill(i))
    for (const [i, value] of large.entries()) await put(here, [[bytes(`/large/${i}`), value]])
    await put(
      here,
      Array.from({ length: 5_000 }, (_, i) => [bytes(`/small/${i}`), bytes(`value ${i}`)] as const),
    )
    const before = contents(await keysOf(here))
    const path = join(dir.path, `sizes-${version}.jsonl`)
    await exportAll(app, { connectionId: here, selection: prefix(''), path })
    await wipe(here)
    await using dry = await dryRun(app, { connectionId: here, source: { kind: 'file', path } })
    expect((await dry.run('skip')).account).toMatchObject({ added: 5_005, remaining: 0 })
    expect(contents(await keysOf(here))).toEqual(before)
  })

  test('an export is of one revision, whatever is written meanwhile', async () => {
    await wipe(here)
    const pairs = (value: string) =>
      Array.from({ length: 2_000 }, (_, i) => [bytes(`/pin/${i}`), bytes(value)] as const)
    await put(here, pairs('old'))
    const path = join(dir.path, `pinned-${version}.jsonl`)
    const input = {
      connectionId: here,
      selection: prefix('/pin/'),
      format: 'jsonl',
      path,
      overwrite: false,
    } as const
    const exporting = exportAll(app, input)
    await put(here, pairs('new'))
    const { revision } = await exporting
    const rows = (await readFile(path, 'utf8')).trim().split('\n').slice(1, -1)
    const values = new Map(
      rows.map((row) => JSON.parse(row) as { key: string; value: string }).map((row) => [row.key, row.value]),
    )
    const then = await app.client.kv.range({
      connectionId: here,
      key: bytes('/pin/'),
      rangeEnd: prefixEnd(bytes('/pin/')),
      revision,
    })
    expect(values).toEqual(
      new Map(then.kvs.map((kv) => [new TextDecoder().decode(kv.key), new TextDecoder().decode(kv.value)])),
    )
  })

  test('chosen keys go out alone, those that are not there are counted', async () => {
    await wipe(here)
    await put(here, [
      [bytes('/a'), bytes('1')],
      [bytes('/b'), bytes('2')],
      [bytes('/c'), bytes('3')],
    ])
    const keys = ['/c', '/a', '/gone', '/a'].map(bytes)
    const path = join(dir.path, `chosen-${version}.jsonl`)
    const done = await exportAll(app, { connectionId: here, selection: { kind: 'keys', keys }, path })
    expect(done).toMatchObject({ keys: 2, missing: 1 })
    expect((await readFile(path, 'utf8')).match(/"key":"[^"]+"/g)).toEqual(['"key":"/a"', '"key":"/c"'])
  })

  test('keys and folders that were chosen together go out into one file, each key once, and come back', async () => {
    await wipe(here)
    const names = ['/a', '/a/1', '/a/2', '/ab', '/b/1', '/c/deep/1', '/c/deep/2', '/d']
    await put(
      here,
      names.map((name, i) => [bytes(name), Uint8Array.of(0xff, i)] as const),
    )
    const before = contents(await keysOf(here))
    const path = join(dir.path, `several-${version}.jsonl`)
    const selection = {
      kind: 'several',
      keys: ['/a', '/d', '/c/deep/1', '/gone'].map(bytes),
      prefixes: ['/c/', '/a/', '/c/deep/'].map(bytes),
    } as const
    const { keys, missing } = await exportAll(app, {
      connectionId: here,
      selection: { ...selection, keys: [...selection.keys], prefixes: [...selection.prefixes] },
      path,
    })
    expect({ keys, missing }).toEqual({ keys: 6, missing: 1 })
    for (const name of ['/a', '/d']) await etcd.etcdctl('del', name)
    for (const name of ['/a/', '/c/']) await etcd.etcdctl('del', '--prefix', name)
    await using dry = await dryRun(app, { connectionId: here, source: { kind: 'file', path } })
    expect((await dry.run('skip')).account).toMatchObject({ added: 6, remaining: 0 })
    expect(contents(await keysOf(here))).toEqual(before)
  })

  test('a prefix goes to another connection under another name, and a second time there is nothing to do', async () => {
    await Promise.all([wipe(here), wipe(there)])
    await put(
      here,
      Array.from({ length: 300 }, (_, i) => [bytes(`/from/${i}`), Uint8Array.of(i, 0xff)] as const),
    )
    const copy = {
      connectionId: there,
      source: { kind: 'connection', connectionId: here, selection: prefix('/from/') },
      mapping: { from: bytes('/from/'), to: bytes('/to/') },
    } as const
    {
      await using dry = await dryRun(app, copy)
      expect(dry.plan.counts.added).toBe(300)
      expect((await dry.run('skip')).account.added).toBe(300)
    }
    expect((await keysOf(there, '/to/')).map((kv) => kv.value[1])).toEqual(
      Array.from({ length: 300 }, () => 0xff),
    )
    await put(here, [[bytes('/from/1'), bytes('newer')]])
    await using dry = await dryRun(app, copy)
    expect(dry.plan.counts).toEqual({ added: 0, changed: 0, same: 299, conflicting: 1 })
    expect((await dry.run('overwrite')).account).toMatchObject({ overwritten: 1, same: 299 })
  })

  test('a sync deletes what only the target has, after a backup, and leaves what was written since', async () => {
    await Promise.all([wipe(here), wipe(there)])
    const keys = (prefix_: string, from: number, to: number) =>
      Array.from(
        { length: to - from },
        (_, i) => [bytes(`${prefix_}${from + i}`), Uint8Array.of(0xff, i)] as const,
      )
    await put(here, keys('/s/', 1_000, 1_300))
    await put(there, keys('/t/', 1_200, 1_600))
    await put(there, [[bytes('/tx'), bytes('beside the prefix')]])
    const before = contents(await keysOf(there, '/t/'))
    const sync = {
      connectionId: there,
      source: { kind: 'connection', connectionId: here, selection: prefix('/s/') },
      mapping: { from: bytes('/s/'), to: bytes('/t/') },
    } as const
    {
      await using copy = await dryRun(app, sync)
      expect(copy.plan.extra).toBeUndefined()
    }
    await using dry = await dryRun(app, { ...sync, deleteExtra: true })
    expect(dry.plan.counts.added).toBe(200)
    expect(dry.plan.extra?.count).toBe(300)
    expect(dry.plan.extra?.first).toHaveLength(100)
    expect(dry.plan.extra?.first[0]).toEqual(bytes('/t/1300'))
    expect(contents(await keysOf(there, '/t/'))).toEqual(before)
    await other.etcdctl('put', '/t/1400', 'theirs')
    await other.etcdctl('put', '/t/new', 'theirs')
    const { account, failure } = await dry.run('overwrite')
    expect(failure).toBeUndefined()
    expect(account).toMatchObject({ added: 200, deleted: 299, overtaken: 1, unknown: 0, remaining: 0 })
    expect(account.firstOvertaken).toEqual([bytes('/t/1400')])
    const now = (await keysOf(there)).map(({ key }) => new TextDecoder().decode(key))
    const wanted = (await keysOf(here, '/s/')).map(({ key }) =>
      new TextDecoder().decode(key).replace('/s/', '/t/'),
    )
    expect(now).toEqual([...wanted, '/t/1400', '/t/new', '/tx'])

    const path = account.backupFile ?? ''
    await wipe(there, '/t/')
    await using back = await dryRun(app, { connectionId: there, source: { kind: 'file', path } })
    await back.run('skip')
    expect(contents(await keysOf(there, '/t/'))).toEqual(before)
  })

  test('a sync within one cluster whose prefixes overlap is refused', async () => {
    await wipe(here)
    await put(here, [[bytes('/s/1'), bytes('1')]])
    const again = await app.connect(etcd, { name: `again ${version}` })
    const sync = (to: string) =>
      dryRun(app, {
        connectionId: again,
        source: { kind: 'connection', connectionId: here, selection: prefix('/s/') },
        mapping: { from: bytes('/s/'), to: bytes(to) },
        deleteExtra: true,
      })
    for (const to of ['/', '/s/deeper/'])
      expect(toFailure(await sync(to).catch((error: unknown) => error))).toMatchObject({
        code: 'invalid',
        details: { field: 'deleteExtra' },
      })
    await using apart = await sync('/z/')
    expect(apart.plan.extra).toEqual({ count: 0, first: [] })
    expect((await keysOf(here)).length).toBe(1)
    await app.client.connections.close({ id: again })
    await app.client.connections.remove({ id: again })
  })

  test('a file that is there is overwritten by choice only, and an unfinished one leaves nothing', async () => {
    await put(here, [[bytes('/x'), bytes('1')]])
    const folder = join(app.home, 'exports')
    const path = join(folder, `taken-${version}.jsonl`)
    const input = { connectionId: here, selection: prefix('/x'), path }
    await exportAll(app, input)
    await writeFile(path, 'mine')
    expect(await exportAll(app, input).catch(toFailure)).toMatchObject({
      code: 'exists',
      details: { field: 'path' },
    })
    expect(await readFile(path, 'utf8')).toBe('mine')
    await exportAll(app, { ...input, overwrite: true })
    expect(await readFile(path, 'utf8')).toContain('"key":"/x"')
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})
