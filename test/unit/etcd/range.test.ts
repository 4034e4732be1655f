import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareBytes, startsWith } from '../../../shared/etcd/key'
import { keyAfter, prefixEnd, rangeOf } from '../../../shared/etcd/range'

describe('prefixEnd', () => {
  it('adds one to the last byte that can grow', () => {
    expect(prefixEnd(Uint8Array.of(0x61, 0x2f))).toEqual(Uint8Array.of(0x61, 0x30))
    expect(prefixEnd(Uint8Array.of(0x61, 0xff, 0xff))).toEqual(Uint8Array.of(0x62))
  })

  it('is the end of the keyspace where nothing can grow', () => {
    expect(prefixEnd(new Uint8Array())).toEqual(Uint8Array.of(0))
    expect(prefixEnd(Uint8Array.of(0xff, 0xff))).toEqual(Uint8Array.of(0))
  })

  it('leaves the prefix as it was', () => {
    const prefix = Uint8Array.of(1)
    prefixEnd(prefix)
    expect(prefix).toEqual(Uint8Array.of(1))
  })
})

describe('rangeOf', () => {
  it('holds exactly the keys that begin with the prefix', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(bytes, bytes, (prefix, key) => {
        const { key: start, rangeEnd } = rangeOf(prefix)
        const toTheEnd = rangeEnd.length === 1 && rangeEnd[0] === 0
        const inside = compareBytes(key, start) >= 0 && (toTheEnd || compareBytes(key, rangeEnd) < 0)
        expect(inside).toBe(startsWith(key, prefix))
      }),
      { numRuns: 2000 },
    )
  })

  it('of nothing is the whole keyspace', () => {
    expect(rangeOf(new Uint8Array())).toEqual({ key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) })
  })
})

describe('keyAfter', () => {
  it('is the very next key', () => {
    expect(keyAfter(Uint8Array.of(1, 255))).toEqual(Uint8Array.of(1, 255, 0))
  })
})
