import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seekChildren, type KeySpan, type Probed } from '../../../main/tree/seek-children'
import { splitKey } from '../../../main/tree/segment'
import { compareBytes, startsWith } from '../../../shared/etcd/key'

const bytes = (text: string) => new TextEncoder().encode(text)
const separator = bytes('/')

/** A store's keys in order, counting ranges as etcd does. */
function store(keys: readonly Uint8Array[]) {
  const sorted = [...keys].sort(compareBytes)
  /** How many keys lie before one. */
  const before = (key: Uint8Array) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareBytes(sorted[middle] ?? key, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
  const probe = ({ key, rangeEnd }: KeySpan): Probed => {
    const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0
    const [from, to] = [before(key), isOpen ? sorted.length : before(rangeEnd)]
    return { count: Math.max(0, to - from), first: from < to ? sorted[from] : undefined }
  }
  return { sorted, probe: (spans: readonly KeySpan[]) => Promise.resolve(spans.map(probe)) }
}

function seek(keys: readonly Uint8Array[], prefix: Uint8Array, isTop: boolean, walks = 1_000) {
  const { sorted, probe } = store(keys)
  const inside = sorted.filter((key) => startsWith(key, prefix))
  const [first = new Uint8Array(0)] = inside
  const folder = { prefix, separator, isTop }
  const found = seekChildren({ ...folder, total: inside.length, first, walks, maxSplits: 600, probe })
  const model = new Map<string, { isKey: boolean; count: number }>()
  for (const key of inside) {
    const { segment, isBelow } = splitKey(key, prefix.length, separator, isTop)
    const child = model.get(segment) ?? { isKey: false, count: 0 }
    model.set(segment, isBelow ? { ...child, count: child.count + 1 } : { ...child, isKey: true })
  }
  return { found, model }
}

describe('seekChildren', () => {
  it('finds every child with its exact count, whatever the keys are made of', async () => {
    const byte = fc.constantFrom(0, 0x2e, 0x2f, 0x30, 0x61, 0x62, 0x7e, 0x7f, 0xc3, 0xff)
    const key = fc.array(byte, { minLength: 1, maxLength: 6 }).map((each) => Uint8Array.from(each))
    const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 60, selector: String })
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.constantFrom('', '/', 'a', 'a/'),
        fc.boolean(),
        async (all, prefix, isTop) => {
          const { found, model } = seek(all, bytes(prefix), isTop)
          if (model.size === 0) return
          const children = [...((await found) ?? [])].map(([name, { isKey, count }]) => [
            name,
            { isKey, count },
          ])
          expect(new Map(children as [string, object][])).toEqual(model)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('walks a folder of sixty kinds a few times only', async () => {
    const kinds = Array.from({ length: 60 }, (_, i) => `${'abcdefghijklmnopqrst'.charAt(i % 20)}kind-${i}`)
    const keys = kinds.flatMap((kind) => Array.from({ length: 30 }, (_, i) => bytes(`/r/${kind}/${i}`)))
    const { found, model } = seek(keys, bytes('/r/'), false, 8)
    expect((await found)?.size).toBe(model.size)
  })

  it('gives up where there are too many children', async () => {
    const keys = Array.from({ length: 5_000 }, (_, i) => bytes(`/r/${i}`))
    expect(await seek(keys, bytes('/r/'), false, 3).found).toBeUndefined()
  })
})
