import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { segmentBytes, splitKey, toSegment } from '../../../main/tree/segment'

const slash = new TextEncoder().encode('/')
const bytes = (text: string) => new TextEncoder().encode(text)

describe('where a key goes below a folder', () => {
  test.each([
    ['/registry/pods/web', 0, true, '/registry', true],
    ['/feature-flags', 0, true, '/feature-flags', false],
    ['config/a', 0, true, 'config', true],
    ['plain', 0, true, 'plain', false],
    ['/', 0, true, '/', false],
    ['//a', 0, true, '/', true],
    ['/registry/pods/web', 10, false, 'pods', true],
    ['/registry//web', 10, false, '', true],
    ['/registry/', 10, false, '', false],
  ])('%s after %i bytes', (key, prefixLength, isTop, segment, isBelow) => {
    expect(splitKey(bytes(key), prefixLength, slash, isTop)).toEqual({ segment, isBelow })
  })

  test('a separator of several bytes splits as one', () => {
    expect(splitKey(bytes('a::b::c'), 3, bytes('::'), false)).toEqual({ segment: 'b', isBelow: true })
  })

  test('without a separator every key is a child', () => {
    expect(splitKey(bytes('/a/b'), 0, bytes(''), true)).toEqual({ segment: '/a/b', isBelow: false })
  })
})

test('a segment gives back exactly its bytes, and sorts as etcd does', () => {
  const some = fc.uint8Array({ maxLength: 8 })
  fc.assert(
    fc.property(some, some, (a, b) => {
      expect(segmentBytes(toSegment(a))).toEqual(a)
      const order = toSegment(a) < toSegment(b) ? -1 : toSegment(a) > toSegment(b) ? 1 : 0
      expect(order).toBe(Buffer.compare(a, b))
    }),
  )
})

test('every key is found again by going down its segments, whatever the separator', () => {
  const unit = fc.constantFrom('/', ':', 'a', 'b')
  const key = fc.string({ minLength: 1, maxLength: 12, unit })
  const separators = fc.string({ minLength: 1, maxLength: 3, unit })
  fc.assert(
    fc.property(key, separators, (text, separator) => {
      let prefix = ''
      for (let depth = 0; ; depth++) {
        const { segment, isBelow } = splitKey(bytes(text), prefix.length, bytes(separator), depth === 0)
        prefix += segment
        if (!isBelow) break
        prefix += separator
      }
      expect(prefix).toBe(text)
    }),
  )
})
