import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIndex } from '../../../main/keyindex/build-index'
import type { KeyIndex } from '../../../main/keyindex/key-index'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startRangeStreamProxy } from '../../support/range-stream-proxy'
import { keysBelow, putKeys } from '../../support/writer'

const all = new Uint8Array()
const names = Array.from(
  { length: 5_000 },
  (_, i) => `/s/${i % 9}/${'x'.repeat(i % 50)}${i}${i % 100 ? '' : '/ü'}`,
)
const namesIn = (index: KeyIndex) => [...index.keys(all)].map((key) => new TextDecoder().decode(key))

describe.each(engineVersions)('listing by RangeStream, etcd %s', (version) => {
  let etcd: RunningEtcd
  let keys: string[]
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    await putKeys(etcd.endpoints, names)
    keys = await keysBelow(etcd.endpoints, '')
    expect(keys.length).toBe(names.length)
  })
  afterAll(() => etcd?.[Symbol.asyncDispose]())

  const build = async (endpoint: string) => {
    let unknown = 0
    const options = { target: { endpoint }, prefix: all, expectedKeys: names.length, stream: true }
    const index = await buildIndex({ ...options, onStreamUnknown: () => (unknown += 1) })
    return { index, unknown }
  }

  test('is refused by this version, and the list is complete all the same', async () => {
    const { index, unknown } = await build(etcd.endpoints[0] ?? '')
    expect(unknown).toBe(1)
    expect(namesIn(index)).toEqual(keys)
  })

  test.each([1, 7, 1_000, 10_000])(
    'gives the same as Range, in pieces of %i keys (a proxy that answers it from this etcd)',
    async (pageKeys) => {
      // Single keys are enough of a part of the store.
      const prefix = new TextEncoder().encode(pageKeys === 1 ? '/s/3/' : '')
      await using proxy = await startRangeStreamProxy(etcd.endpoints, { pageKeys })
      const target = { endpoint: proxy.endpoint }
      const index = await buildIndex({ target, prefix, expectedKeys: 10, stream: true })
      const byRange = await buildIndex({
        target: { endpoint: etcd.endpoints[0] ?? '' },
        prefix,
        expectedKeys: 10,
      })
      expect(proxy.calls).toBe(1)
      expect(namesIn(index)).toEqual(namesIn(byRange))
      expect(index.revision).toBe(byRange.revision)
      expect(index.revision).toBeGreaterThan(1n)
    },
  )

  test('an empty range is an empty list', async () => {
    await using proxy = await startRangeStreamProxy(etcd.endpoints, { pageKeys: 10 })
    const prefix = new TextEncoder().encode('/nothing')
    const target = { endpoint: proxy.endpoint }
    expect((await buildIndex({ target, prefix, expectedKeys: 0, stream: true })).size).toBe(0)
  })

  test('a stream that breaks is a failure, not a shorter list', async () => {
    await using proxy = await startRangeStreamProxy(etcd.endpoints, { pageKeys: 500, breakAfter: 3 })
    const failure = await build(proxy.endpoint).then(() => undefined, toFailure)
    expect(failure?.code).toBe('unavailable')
  })
})
