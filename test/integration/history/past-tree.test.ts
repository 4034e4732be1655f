import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FoundKeysState } from '../../../shared/contract/tree'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { openPastTree } from '../../support/open-tree'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array) => new TextDecoder().decode(value)

describe.each(engineVersions)('the tree as it was, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  async function txn(puts: readonly string[], deletes: readonly string[] = []): Promise<bigint> {
    const { revision } = await app.client.kv.txn({
      connectionId,
      compare: [],
      success: [
        ...puts.map((key) => ({ kind: 'put' as const, key: bytes(key), value: bytes(`value of ${key}`) })),
        ...deletes.map((key) => ({ kind: 'delete' as const, key: bytes(key) })),
      ],
      failure: [],
    })
    return revision
  }
  const compact = (revision: bigint) =>
    app.client.maintenance.compact({ connectionId, revision, physical: false })
  const find = async (tree: string, wanted: string, mode: 'prefix' | 'substring') => {
    let last: FoundKeysState | undefined
    const open = app.client.tree.find({ tree, text: wanted, mode, limit: 10 })
    for await (const state of app.pull(open)) last = state
    return last?.hits.map(text)
  }
  const drain = async (rows: AsyncIterable<unknown>) => {
    let count = 0
    for await (const row of rows) count += row === undefined ? 0 : 1
    return count
  }
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => toFailure(error),
    )

  test('it shows, counts and finds what was there then, and nothing that came or went since', async () => {
    const revision = await txn(['/a/x/1', '/a/x/2', '/a/y', '/b'])
    await txn(['/a/x/3', '/c/new'], ['/a/x/1', '/a/y', '/b'])
    await using tree = openPastTree(app, connectionId, { revision })
    await tree.pinned()
    expect(tree.latest.state).toMatchObject({ revision, keyCount: 4, following: 'pinned' })
    await tree.expand('/a')
    await until(async () => (await tree.rows()).length === 4)
    expect(await tree.text()).toEqual(['/a/ 3', '  x/ 2', '  y', '/b'])
    await txn(['/a/x/4'], ['/a/x/2'])
    await tree.indexed()
    await tree.expand('/a/x')
    await until(async () => (await tree.rows()).length === 6)
    expect(await tree.text()).toEqual(['/a/ 3', '  x/ 2', '    1', '    2', '  y', '/b'])
    expect(tree.latest.state?.indexed).toMatchObject({ total: 4, isComplete: true })
    expect(await find(tree.tree(), 'x', 'substring')).toEqual(['/a/x/1', '/a/x/2'])
    expect(await find(tree.tree(), '/a/', 'prefix')).toEqual(['/a/x/1', '/a/x/2', '/a/y'])
    const { row } = await app.client.tree.reveal({ tree: tree.tree(), path: bytes('/a/x/1') })
    expect(row).toBe(2)
    expect((await app.client.tree.reveal({ tree: tree.tree(), path: bytes('/a/x/3') })).row).toBeUndefined()
  })

  test('a prefix is found at that revision before there is an index', async () => {
    const revision = await txn(['/found/1', '/found/2'])
    await txn(['/found/3'], ['/found/1'])
    await using tree = openPastTree(app, connectionId, { revision })
    await until(() => tree.tree())
    expect(await find(tree.tree(), '/found/', 'prefix')).toEqual(['/found/1', '/found/2'])
  })

  test('folders that are open in another tree are opened, where they are there', async () => {
    const before = await txn(['/like/1/a', '/like/2/b/c', '/like/2/b/d'])
    const after = await txn(['/like/2/b/e'], ['/like/1/a', '/like/2/b/c'])
    await using first = openPastTree(app, connectionId, { revision: after, prefix: '/like/' })
    await first.pinned()
    await first.expand('/like/2')
    await until(async () => (await first.rows()).length === 2)
    expect(await first.text()).toEqual(['2/ 2', '  b/ 2'])
    await first.expand('/like/2/b')
    await until(async () => (await first.rows()).length === 4)
    await using second = openPastTree(app, connectionId, {
      revision: before,
      prefix: '/like/',
      like: first.tree(),
    })
    await second.pinned()
    expect(await second.text()).toEqual(['1/ 1', '2/ 2', '  b/ 2', '    c', '    d'])
    // Passing a revision at which they are not there does not close them.
    const like = second.tree()
    await using empty = openPastTree(app, connectionId, { revision: before - 1n, prefix: '/like/', like })
    await empty.pinned()
    expect(await empty.text()).toEqual([])
    await using again = openPastTree(app, connectionId, {
      ...{ revision: after, prefix: '/like/', like: empty.tree() },
    })
    await again.pinned()
    expect(await again.text()).toEqual(['2/ 2', '  b/ 2', '    d', '    e'])
  })

  test('what was loaded outlives a compaction, all of it once the index is complete; a folder that was not says so', async () => {
    const revision = await txn(['/gone/a/1', '/gone/b/2', '/gone/c/3'])
    const later = await txn([], ['/gone/a/1', '/gone/b/2'])
    await using small = await startTestApp({ maxIndexedKeys: 1 })
    const other = await small.connect(etcd)
    await using unindexed = openPastTree(small, other, { revision, prefix: '/gone/' })
    await using indexed = openPastTree(app, connectionId, { revision, prefix: '/gone/' })
    await Promise.all([unindexed.pinned(), indexed.indexed()])
    await unindexed.expand('/gone/a')
    await until(async () => (await unindexed.rows()).length === 4)
    await compact(later)
    for (const tree of [unindexed, indexed]) await tree.expand('/gone/b')
    await until(async () => (await unindexed.rows()).find(({ name }) => name === 'b')?.failure)
    expect((await unindexed.rows()).find(({ name }) => name === 'b')?.failure).toMatchObject({
      code: 'compacted',
      message: `Revision ${revision} has been compacted away: the lowest that can be read is ${later}.`,
      details: { compactRevision: later },
    })
    expect(await unindexed.text()).toEqual(['a/ 1', '  1', 'b/ 1', 'c/ 1'])
    await until(async () => (await indexed.rows()).length === 4)
    expect(await indexed.text()).toEqual(['a/ 1', 'b/ 1', '  2', 'c/ 1'])
    await app.client.tree.refresh({ tree: indexed.tree() })
    expect(await indexed.text()).toEqual(['a/ 1', 'b/ 1', '  2', 'c/ 1'])
    expect(await find(indexed.tree(), '2', 'substring')).toEqual(['/gone/b/2'])
  })

  test('a revision that cannot be read is refused with its field', async () => {
    const now = await txn(['/floor'])
    await txn(['/floor'])
    const top = await txn(['/floor'])
    await compact(top)
    const prefix = bytes('')
    const separator = bytes('/')
    const path = `${app.home}/past.jsonl`
    const selection = { kind: 'prefix' as const, prefix }
    const reads = [
      async (revision: bigint) => {
        await drain(app.pull(app.client.tree.open({ connectionId, prefix, separator, revision })))
      },
      async (revision: bigint) => {
        const search = { connectionId, prefix, text: 'v', mode: 'substring' as const, revision }
        await drain(app.pull(app.client.search.values(search)))
      },
      async (revision: bigint) => {
        const job = { connectionId, selection, format: 'jsonl' as const, path, overwrite: false, revision }
        await drain(app.pull(app.client.transfer.export(job)))
      },
    ]
    for (const read of reads) {
      expect(await failureOf(read(now))).toMatchObject({
        code: 'compacted',
        details: { field: 'revision', compactRevision: top },
      })
      expect(await failureOf(read(top + 1_000n))).toMatchObject({
        code: 'invalid',
        details: { field: 'revision' },
      })
      expect(await failureOf(read(0n))).toMatchObject({ code: 'invalid', details: { field: 'revision' } })
    }
    await expect(readdir(app.home)).resolves.not.toContainEqual(expect.stringContaining('past.jsonl'))
  })

  test('values are searched, and a prefix exported, as they were', async () => {
    const revision = await txn(['/out/1', '/out/2'])
    await txn(['/out/3'], ['/out/1'])
    const hits: string[] = []
    const prefix = bytes('/out/')
    const search = { connectionId, prefix, text: 'value of', mode: 'substring' as const, revision }
    for await (const row of app.pull(app.client.search.values(search))) {
      expect(row.revision).toBe(revision)
      hits.push(...row.hits.map(({ key }) => text(key)))
    }
    expect(hits).toEqual(['/out/1', '/out/2'])
    const path = `${app.home}/out.jsonl`
    const selection = { kind: 'prefix' as const, prefix }
    const job = { connectionId, selection, format: 'jsonl' as const, path, overwrite: false, revision }
    for await (const row of app.pull(app.client.transfer.export(job)))
      if (row.kind === 'done') expect(row).toMatchObject({ keys: 2, revision })
    const lines = (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines[0]).toMatchObject({ revision: String(revision) })
    expect(lines.slice(1, -1)).toMatchObject([{ key: '/out/1' }, { key: '/out/2' }])
  })

  test('trees that were looked at in passing end their threads and streams', async () => {
    const revision = await txn(['/passing/1'])
    const threads = async () => (await readdir('/proc/self/task')).length
    const look = async (at: bigint) => {
      await using tree = openPastTree(app, connectionId, { revision: at })
      await tree.pinned()
      await tree.indexed()
      return tree.tree()
    }
    await look(revision)
    const before = await threads()
    const ids = await Promise.all(Array.from({ length: 12 }, () => look(revision)))
    expect(new Set(ids).size).toBe(12)
    await until(async () => (await threads()) <= before)
    for (const tree of ids)
      expect(await failureOf(app.client.tree.rows({ tree, from: 0, to: 1 }))).toMatchObject({
        code: 'notFound',
      })
  })
})
