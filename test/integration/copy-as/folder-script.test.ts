import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  deleteScript,
  getScript,
  importScript,
  putScript,
} from '../../../renderer/features/keys/copy-as/folder-script'
import { engineDir, engineVersions } from '../../support/engines'
import { cleanEnv } from '../../support/etcd-process'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { tempDir, type TempDir } from '../../support/temp-dir'
import { startTestApp, type TestApp } from '../../support/test-app'
import { exportAll } from '../transfer/collect'

const bytes = (text: string) => new TextEncoder().encode(text)
const latin = (each: Uint8Array) => Buffer.from(each).toString('latin1')

describe.each(engineVersions)('what a folder operation copies as etcdctl, etcd %s', (version) => {
  let etcd: RunningEtcd
  let other: RunningEtcd
  let app: TestApp
  let dir: TempDir
  let ids: readonly [string, string]
  beforeAll(async () => {
    ;[etcd, other, app, dir] = await Promise.all([
      startEtcd({ version }),
      startEtcd({ version }),
      startTestApp(),
      tempDir(),
    ])
    ids = [await app.connect(etcd), await app.connect(other, { name: 'other' })]
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await Promise.all([etcd, other, dir].map((each) => each?.[Symbol.asyncDispose]()))
  })

  const key = (text: string, ...more: number[]) => Uint8Array.of(...bytes(text), ...more)
  const pairs = [
    [key('/a/1'), Uint8Array.of(0, 0xff, 0x0a)],
    [key("/a/it's 2"), new Uint8Array()],
    [key('/a/', 0xff, 0x0a), bytes('ends in a newline\n')],
    [key('/a/ünï'), bytes('x')],
  ] as const
  beforeEach(async () => {
    await Promise.all([etcd, other].map((each) => each.etcdctl('del', '', '--from-key')))
    for (const [name, value] of pairs) await app.client.kv.create({ connectionId: ids[0], key: name, value })
    await etcd.etcdctl('put', '/ab', 'beside')
  })

  const rows = async (connectionId: string) =>
    (await app.client.kv.range({ connectionId, key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) })).kvs.map(
      (kv) => [latin(kv.key), latin(kv.value)] as const,
    )
  const expected = (to: string) =>
    pairs.map(([name, value]) => [latin(name).replace('/a/', to), latin(value)] as const)
  const sorted = (list: readonly (readonly [string, string])[]) =>
    [...list].sort((a, b) => (a[0] < b[0] ? -1 : 1))
  const run = async (script: string) => {
    const path = join(dir.path, 'script.sh')
    await writeFile(path, script)
    const env = { ...cleanEnv(), PATH: [engineDir(version), process.env['PATH']].join(delimiter) }
    return (await promisify(execFile)('bash', [path], { env })).stdout
  }
  const target = (from: RunningEtcd) => ({ endpoints: [...from.endpoints] })
  const scope = { keys: [], prefixes: [bytes('/a/')] }
  const mapping = { from: bytes('/a/'), to: bytes("/it's/") }

  test('a delete', async () => {
    await run(deleteScript(target(etcd), { keys: [bytes('/ab')], prefixes: scope.prefixes }))
    expect(await rows(ids[0])).toEqual([])
  })

  test('a move, byte by byte', async () => {
    await run(putScript({ from: target(etcd), to: target(etcd), scope, mapping, deletes: true }))
    expect(sorted(await rows(ids[0]))).toEqual(sorted([...expected("/it's/"), ['/ab', 'beside']]))
  })

  test('a copy into another cluster', async () => {
    await run(putScript({ from: target(etcd), to: target(other), scope, mapping }))
    expect(sorted(await rows(ids[1]))).toEqual(sorted(expected("/it's/")))
    expect(await rows(ids[0])).toHaveLength(5)
  })

  test('an import of an exported file', async () => {
    const path = join(dir.path, `it's ${version}.jsonl`)
    const selection = { kind: 'prefix', prefix: bytes('/a/') } as const
    await exportAll(app, { connectionId: ids[0], selection, path })
    await run(importScript(target(other), path, mapping))
    expect(sorted(await rows(ids[1]))).toEqual(sorted(expected("/it's/")))
    expect(await readFile(path, 'utf8')).toContain('valueBase64')
  })

  test('what of an export etcdctl prints by itself', async () => {
    const printed = await run(getScript(target(etcd), { keys: [bytes('/ab')], prefixes: scope.prefixes }))
    const counts = printed
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kvs: unknown[] }).kvs.length)
    expect(counts).toEqual([1, 4])
  })
})
