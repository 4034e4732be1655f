import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesToText } from '../../../shared/etcd/key'
import { toFailure } from '../../../shared/failure'
import type { ValueSearchRow } from '../../../shared/contract/search'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const bytes = (text: string) => new TextEncoder().encode(text)

describe.each(engineVersions)('search in values on etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
    for (let from = 0; from < 3_000; from += 100) {
      const success = Array.from({ length: 100 }, (_, i) => ({
        kind: 'put' as const,
        key: bytes(`/config/${String(from + i).padStart(4, '0')}`),
        value: bytes(`{"name": "object ${from + i}", "tier": "${(from + i) % 100 ? 'back' : 'Front'}"}`),
      }))
      await app.client.kv.txn({ connectionId, compare: [], success, failure: [] })
    }
    const binary = Uint8Array.of(0xff, 0x00, ...bytes('needle'), 0xfe)
    await app.client.kv.create({ connectionId, key: bytes('/other/binary'), value: binary })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  const search = async (prefix: string, text: string, mode: 'substring' | 'regex' = 'substring') => {
    const rows: ValueSearchRow[] = []
    const open = app.client.search.values({ connectionId, prefix: bytes(prefix), text, mode })
    for await (const row of app.pull(open)) rows.push(row)
    const last = rows.at(-1)
    return { last, keys: rows.flatMap((row) => row.hits.map((hit) => bytesToText(hit.key))), rows }
  }

  test('every matching value is found, with its place in the text', async () => {
    const { keys, last, rows } = await search('/config/', '"front"')
    expect(keys).toHaveLength(30)
    expect(keys[1]).toBe('/config/0100')
    expect(last).toMatchObject({ matches: 30, searchedKeys: 3_000, totalKeys: 3_000, isDone: true })
    expect(rows.length).toBeGreaterThan(2)
    const hit = rows.flatMap((row) => row.hits)[0]
    expect(hit?.excerpt).toContain('"tier": "Front"')
  })

  test('capitals, regular expressions and binary values', async () => {
    expect((await search('/config/', 'FRONT')).keys).toEqual([])
    expect((await search('/config/', 'object 29\\d\\d"', 'regex')).keys).toHaveLength(100)
    expect((await search('', 'needle')).keys).toEqual(['/other/binary'])
    expect((await search('/nothing/', 'needle')).last).toMatchObject({
      matches: 0,
      searchedKeys: 0,
      isDone: true,
    })
  })

  test('more hits than are shown are counted', async () => {
    const { keys, last } = await search('/config/', 'object')
    expect(keys).toHaveLength(1_000)
    expect(last?.matches).toBe(3_000)
  })

  test('an expression that would never end is said at its field, and the app answers on', async () => {
    const key = bytes('/slow/value')
    await app.client.kv.create({ connectionId, key, value: bytes('a'.repeat(60)) })
    expect(await search('/slow/', '^(a+)+$x', 'regex').then(() => undefined, toFailure)).toMatchObject({
      code: 'invalid',
      details: { field: 'text' },
    })
    expect((await search('/slow/', 'aaa')).keys).toEqual(['/slow/value'])
    await until(() => app.app.streams.open === 0)
  })

  test('such an expression over keys ends as well, and the index answers on', async () => {
    await app.client.kv.create({ connectionId, key: bytes(`/slow/${'a'.repeat(60)}`), value: bytes('') })
    const opened = app.client.tree.open({ connectionId, prefix: bytes('/slow/') })
    for await (const { tree, indexed } of app.pull(opened)) {
      if (!indexed?.isComplete) continue
      const find = async (text: string) => {
        for await (const state of app.pull(app.client.tree.find({ tree, text, mode: 'regex' })))
          if (state.isDone) return state.matches
        return undefined
      }
      expect(await find('^/slow/(a+)+$x').then(() => undefined, toFailure)).toMatchObject({
        code: 'invalid',
        details: { field: 'text' },
      })
      expect(await find('^/slow/a+$')).toBe(1)
      break
    }
    await until(() => app.app.streams.open === 0)
  })

  test('a wrong regular expression is said at its field, and leaving ends the search', async () => {
    expect(await search('', '(', 'regex').then(() => undefined, toFailure)).toMatchObject({
      code: 'invalid',
      details: { field: 'text' },
    })
    for await (const row of app.pull(
      app.client.search.values({ connectionId, prefix: bytes(''), text: 'o', mode: 'substring' }),
    )) {
      if (row.searchedKeys > 0) break
    }
    await until(() => app.app.streams.open === 0)
  })
})
