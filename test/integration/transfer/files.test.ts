import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { smallDisk } from '../../support/small-disk'
import { startTestApp, type TestApp } from '../../support/test-app'
import { tempDir, type TempDir } from '../../support/temp-dir'
import { until } from '../../support/until'
import { carryOut, makePlan } from '../changes/carry-out'
import { bytes, exportAll, prefix } from './collect'

const run = promisify(execFile)

// What becomes of files does not depend on the version of etcd.
describe('the file of an export', () => {
  let etcd: RunningEtcd
  let app: TestApp
  let dir: TempDir
  let connectionId: string
  beforeAll(async () => {
    ;[etcd, app, dir] = await Promise.all([startEtcd({ version: '3.5.16' }), startTestApp(), tempDir()])
    connectionId = await app.connect(etcd)
    for (let i = 0; i < 40; i++)
      await app.client.kv.create({
        connectionId,
        key: bytes(`/big/${i}`),
        value: new Uint8Array(500_000).fill(0x61 + i),
      })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await Promise.all([etcd, dir].map((each) => each?.[Symbol.asyncDispose]()))
  })

  const failed = async (input: { path: string; overwrite?: boolean }) =>
    toFailure(
      await exportAll(app, { connectionId, selection: prefix('/big/'), ...input }).then(
        () => undefined,
        (error: unknown) => error,
      ),
    )

  test('a full disk leaves no half file, and an old one as it was', async (context) => {
    const folder = join(dir.path, 'small')
    await mkdir(folder)
    const disk = await smallDisk(folder, 256)
    if (typeof disk === 'string') return context.skip(disk)
    onTestFinished(() => disk[Symbol.asyncDispose]())
    const path = join(folder, 'out.jsonl')
    expect(await failed({ path })).toMatchObject({ code: 'exhausted', details: { field: 'path' } })
    expect(await readdir(folder)).toEqual([])
    await writeFile(path, 'old')
    expect(await failed({ path, overwrite: true })).toMatchObject({ code: 'exhausted' })
    expect(await readdir(folder)).toEqual(['out.jsonl'])
    expect(await readFile(path, 'utf8')).toBe('old')
  })

  test.skipIf(process.platform !== 'linux')(
    'a file that may grow no further is as a full disk, for exports and for backups: nothing is changed',
    async () => {
      const limit = (bytesOrNone: string) =>
        run('prlimit', ['--pid', String(process.pid), `--fsize=${bytesOrNone}:unlimited`])
      const folder = join(dir.path, 'limited')
      await mkdir(folder)
      const path = join(folder, 'out.jsonl')
      const scope = { keys: [], prefixes: [bytes('/big/')] }
      const plan = await makePlan(app, { connectionId, kind: 'delete', scope })
      await limit('262144')
      try {
        expect(await failed({ path })).toMatchObject({ code: 'exhausted', details: { field: 'path' } })
        const { failure, account } = await carryOut(app, plan.id)
        expect(failure).toMatchObject({ code: 'exhausted' })
        expect(account).toMatchObject({ written: 0, remaining: 40 })
      } finally {
        await limit('unlimited')
      }
      expect(await readdir(folder)).toEqual([])
      expect(await readdir(join(app.home, 'backups'))).toEqual([])
      const { count } = await app.client.kv.range({
        ...{ connectionId, key: bytes('/big/'), rangeEnd: bytes('/big0'), countOnly: true },
      })
      expect(count).toBe(40n)
    },
  )

  test('one that is cancelled leaves nothing', async () => {
    const folder = join(dir.path, 'cancelled')
    await mkdir(folder)
    const stop = new AbortController()
    const input = { connectionId, selection: prefix('/big/'), format: 'jsonl', overwrite: false } as const
    const path = join(folder, 'out.jsonl')
    const rows = app.pull(app.client.transfer.export({ ...input, path }, { signal: stop.signal }))
    const reading = rows.next()
    await until(async () => (await readdir(folder)).includes('out.jsonl.part'))
    stop.abort()
    await reading.catch(() => {})
    await until(async () => (await readdir(folder)).length === 0)
    await until(() => app.app.streams.open === 0)
  })

  test('what an export that broke off has left is replaced by choice only', async () => {
    const path = join(dir.path, 'again.jsonl')
    await writeFile(`${path}.part`, 'left')
    expect(await failed({ path })).toMatchObject({ code: 'exists', details: { field: 'path' } })
    expect(await readFile(`${path}.part`, 'utf8')).toBe('left')
    await exportAll(app, { connectionId, selection: prefix('/big/'), path, overwrite: true })
    expect(await readdir(dir.path)).not.toContain('again.jsonl.part')
  })

  test('a path that cannot be is refused beside its field', async () => {
    const field = { details: { field: 'path' } }
    expect(await failed({ path: 'relative.jsonl' })).toMatchObject({ code: 'invalid', ...field })
    expect(await failed({ path: join(dir.path, 'no', 'such', 'folder.jsonl') })).toMatchObject({
      code: 'precondition',
      ...field,
    })
    expect(await failed({ path: dir.path })).toMatchObject({ code: 'precondition', ...field })
  })

  test('a host without dialogs says so instead of showing none', async () => {
    const ask = app.client.system.pickSaveFile({ title: 'Export keys', defaultPath: '/tmp/x' })
    expect(toFailure(await ask.catch((error: unknown) => error)).code).toBe('precondition')
  })
})
