import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rangeOf } from '../../../shared/etcd/range'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { tempDir, type TempDir } from '../../support/temp-dir'
import { until } from '../../support/until'
import { bytes, dryRun, exportAll, lastState, prefix } from './collect'

describe.each(engineVersions)('importing into etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let dir: TempDir
  let connectionId: string
  let count = 0
  beforeAll(async () => {
    ;[etcd, app, dir] = await Promise.all([startEtcd({ version }), startTestApp(), tempDir()])
    connectionId = await app.connect(etcd)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await Promise.all([etcd, dir].map((each) => each?.[Symbol.asyncDispose]()))
  })
  beforeEach(async () => {
    await etcd.etcdctl('del', '', '--from-key')
  })

  const file = async (text: string | Uint8Array): Promise<string> => {
    const path = join(dir.path, `import-${++count}.jsonl`)
    await writeFile(path, text)
    return path
  }
  const get = async (key: string) => (await etcd.etcdctl('get', key, '--print-value-only')).trimEnd()
  const everything = async () =>
    Number((await app.client.kv.range({ connectionId, ...rangeOf(new Uint8Array()), countOnly: true })).count)
  const lines = (n: number) =>
    Array.from({ length: n }, (_, i) => `{"key":"/k/${i}","value":"${i}"}\n`).join('')

  /** Four keys go out; then one is deleted, one edited in the file, one written by somebody else. */
  const oneOfEach = async (): Promise<string> => {
    for (const key of ['/a', '/b', '/c', '/d']) await etcd.etcdctl('put', key, 'exported')
    const path = join(dir.path, `import-${++count}.jsonl`)
    await exportAll(app, { connectionId, selection: prefix('/'), path })
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('"/b","value":"exported"', '"/b","value":"edited"'),
    )
    await etcd.etcdctl('del', '/a')
    await etcd.etcdctl('put', '/d', 'theirs')
    return path
  }

  test.each([
    [
      'skip',
      { added: 1, overwritten: 0, same: 1, skipped: 2 },
      ['exported', 'exported', 'exported', 'theirs'],
    ],
    [
      'unchanged',
      { added: 1, overwritten: 1, same: 1, skipped: 1 },
      ['exported', 'edited', 'exported', 'theirs'],
    ],
    [
      'overwrite',
      { added: 1, overwritten: 2, same: 1, skipped: 0 },
      ['exported', 'edited', 'exported', 'exported'],
    ],
  ] as const)('the policy %s writes what it says', async (policy, account, values) => {
    const path = await oneOfEach()
    await using dry = await dryRun(app, { connectionId, source: { kind: 'file', path } })
    expect(dry.plan.counts).toEqual({ added: 1, changed: 1, same: 1, conflicting: 1 })
    expect(dry.plan.first.changed).toMatchObject([
      { key: bytes('/b'), sizeBytes: 6, current: { sizeBytes: 8 } },
    ])
    expect((await dry.run(policy)).account).toMatchObject({
      ...account,
      overtaken: 0,
      unknown: 0,
      remaining: 0,
    })
    expect(await Promise.all(['/a', '/b', '/c', '/d'].map(get))).toEqual(values)
  })

  test('what somebody writes after the dry run is left alone, alone', async () => {
    await using dry = await dryRun(app, {
      connectionId,
      source: { kind: 'file', path: await file(lines(300)) },
    })
    await etcd.etcdctl('put', '/k/7', 'theirs')
    const { account, failure } = await dry.run('overwrite')
    expect(failure).toBeUndefined()
    expect(account).toMatchObject({ added: 299, overtaken: 1, remaining: 0, firstOvertaken: [bytes('/k/7')] })
    expect(await get('/k/7')).toBe('theirs')
  })

  test('a key that is there keeps its lease; an own lease comes back only where it exists', async () => {
    const { id } = await app.client.lease.grant({ connectionId, ttlSeconds: 600 })
    await etcd.etcdctl('put', '/leased', 'old', '--lease', id)
    const path = await file(
      `{"key":"/leased","value":"new"}\n{"key":"/back","value":"v","lease":"${id}"}\n{"key":"/gone","value":"v","lease":"7777"}\n`,
    )
    await using dry = await dryRun(app, { connectionId, source: { kind: 'file', path } })
    expect(dry.plan.leases).toEqual({ attached: 1, dropped: 1 })
    await dry.run('overwrite')
    const { keys } = await app.client.lease.timeToLive({ connectionId, id, keys: true })
    expect(keys.map((key) => new TextDecoder().decode(key)).sort()).toEqual(['/back', '/leased'])
    expect(await get('/gone')).toBe('v')
  })

  test.each([
    ['cut off in the middle of a line', '{"key":"/a","value":"1"}\n{"key":"/b","val', 2],
    ['with bad base64', '{"key":"/a","value":"1"}\n\n{"key":"/b","valueBase64":"%%"}\n', 3],
    ['with a key twice', '{"key":"/a","value":"1"}\n{"keyBase64":"L2E=","value":"2"}\n', 2],
    ['that is not UTF-8', Uint8Array.of(0x7b, 0xff, 0x0a), 1],
    ['cut off between two lines', '{"format":"etcdesk.keys/1"}\n{"key":"/a","value":"1"}\n', 2],
  ])('a file %s is refused with its line, and nothing is written', async (_what, text, line) => {
    const source = { kind: 'file', path: await file(text) } as const
    const failure = toFailure(await dryRun(app, { connectionId, source }).catch((error: unknown) => error))
    expect(failure).toMatchObject({ code: 'invalid', details: { line } })
    expect(failure.message).toContain(`Line ${line} `)
    expect(await everything()).toBe(0)
  })

  test('a file that is not there, and one that changed since the dry run', async () => {
    const missing = { kind: 'file', path: join(dir.path, 'nothing') } as const
    expect(
      toFailure(await dryRun(app, { connectionId, source: missing }).catch((e: unknown) => e)).code,
    ).toBe('notFound')
    const path = await file(lines(3))
    await using dry = await dryRun(app, { connectionId, source: { kind: 'file', path } })
    await writeFile(path, lines(4))
    const { account, failure } = await dry.run('skip')
    expect(failure?.code).toBe('precondition')
    expect(account).toMatchObject({ added: 0, remaining: 3 })
    expect(await everything()).toBe(0)
  })

  test('stopped on the way, the account tells exactly what was written', async () => {
    await using dry = await dryRun(app, {
      connectionId,
      source: { kind: 'file', path: await file(lines(30_000)) },
    })
    const running = lastState(app, app.client.transfer.run({ plan: dry.plan.id, policy: 'skip' }))
    while ((await everything()) === 0) await new Promise((resolve) => setImmediate(resolve))
    await app.client.transfer.stop({ plan: dry.plan.id })
    const { account, isCanceled, failure } = await running
    expect({ isCanceled, failure }).toEqual({ isCanceled: true, failure: undefined })
    expect(account.added).toBeGreaterThan(0)
    expect(account.added + account.remaining).toBe(30_000)
    expect(await everything()).toBe(account.added)
  })

  test('a prefix is replaced, and a key outside of it is refused with its line', async () => {
    const mapping = { from: bytes('/k/'), to: bytes('/m/') }
    const source = { kind: 'file', path: await file(lines(2)) } as const
    await using dry = await dryRun(app, { connectionId, source, mapping })
    await dry.run('skip')
    expect([await get('/m/0'), await get('/m/1'), await everything()]).toEqual(['0', '1', 2])
    const outside = { kind: 'file', path: await file(lines(1) + '{"key":"/x","value":""}\n') } as const
    const failure = toFailure(
      await dryRun(app, { connectionId, source: outside, mapping }).catch((error: unknown) => error),
    )
    expect(failure).toMatchObject({ code: 'invalid', details: { line: 2 } })
  })

  test('a read-only connection takes a dry run and no run', async () => {
    const readOnly = await app.connect(etcd, { name: `read-only ${version}`, readOnly: true })
    const source = { kind: 'file', path: await file(lines(1)) } as const
    await using dry = await dryRun(app, { connectionId: readOnly, source })
    expect(toFailure(await dry.run('skip').catch((error: unknown) => error)).code).toBe('denied')
    expect(await everything()).toBe(0)
  })

  test.each([
    [
      2_000_000,
      /^The value of \/large has 1\.91 MiB, .* 1\.5 MiB unless set otherwise, by --max-request-bytes/,
    ],
    [3_000_000, /^The value of \/large has 2\.86 MiB, .*: 1\.50 MiB, by --max-request-bytes/],
  ])(
    'a value of %s bytes ends the run with what was written before it, and is named',
    async (size, words) => {
      const large = `{"key":"/large","value":"${'x'.repeat(size)}"}\n`
      await using dry = await dryRun(app, {
        connectionId,
        source: { kind: 'file', path: await file(lines(10) + large) },
      })
      const { account, failure } = await dry.run('skip')
      expect(failure).toMatchObject({ code: 'exhausted', message: expect.stringMatching(words) })
      expect(account).toMatchObject({ added: 10, unknown: 0, remaining: 1 })
      expect(await everything()).toBe(10)
    },
  )

  test('a member that dies under a write: the account holds, and nothing is sent twice', async () => {
    await using dry = await dryRun(app, {
      connectionId,
      source: { kind: 'file', path: await file(lines(20_000)) },
    })
    const running = lastState(app, app.client.transfer.run({ plan: dry.plan.id, policy: 'skip' }))
    while ((await everything()) === 0) await new Promise((resolve) => setImmediate(resolve))
    await etcd.kill(0)
    await etcd.start(0)
    await etcd.ready()
    const { account, failure } = await running
    expect(account.added + account.unknown + account.remaining).toBe(20_000)
    if (account.added < 20_000) expect(failure?.code).toBe('unavailable')
    const written = await everything()
    expect(written).toBeGreaterThanOrEqual(account.added)
    expect(written).toBeLessThanOrEqual(account.added + account.unknown)
    const { kvs } = await app.client.kv.range({ connectionId, ...rangeOf(bytes('/k/')) })
    expect(kvs.every((kv) => kv.version === 1n)).toBe(true)
  })

  test('a plan is forgotten when its stream is left, also by a reader that has stopped reading', async () => {
    const stop = new AbortController()
    const source = { kind: 'file', path: await file(lines(2)) } as const
    const input = { connectionId, source, leases: 'drop' } as const
    const rows = app.pull(app.client.transfer.plan(input, { signal: stop.signal }))
    const { value } = await rows.next()
    const plan = value?.kind === 'plan' ? value.plan.id : ''
    stop.abort()
    await until(() => app.app.streams.open === 0)
    const run = app.client.transfer.run({ plan, policy: 'skip' })
    expect(toFailure(await run.catch((error: unknown) => error)).code).toBe('notFound')
    expect(await everything()).toBe(0)
  })
})
