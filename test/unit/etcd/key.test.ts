import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bytesToText,
  compareBytes,
  equalBytes,
  isUtf8,
  startsWith,
  textToBytes,
} from '../../../shared/etcd/key'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('bytesToText', () => {
  it('shows clean UTF-8 as itself', () => {
    for (const text of ['', '/registry/pods/default/web', 'größe', '鍵', 'a b', '🗝️']) {
      expect(bytesToText(utf8(text))).toBe(text)
    }
  })

  it('escapes each byte that is not UTF-8, and only those', () => {
    expect(bytesToText(Uint8Array.of(0x61, 0xff, 0xc3, 0xb6, 0xc3, 0x62))).toBe('a\\xffö\\xc3b')
    expect(bytesToText(Uint8Array.of(0xed, 0xa0, 0x80))).toBe('\\xed\\xa0\\x80')
    expect(bytesToText(Uint8Array.of(0xf0, 0x9f))).toBe('\\xf0\\x9f')
  })

  it('escapes control characters, invisible ones and the backslash', () => {
    expect(bytesToText(utf8('a\0b\n\\'))).toBe('a\\x00b\\x0a\\\\')
    expect(bytesToText(utf8('\u202e\ufeff'))).toBe('\\xe2\\x80\\xae\\xef\\xbb\\xbf')
  })

  it('gives back the very bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(textToBytes(bytesToText(bytes))).toEqual(bytes)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives back the very bytes of any text, backslashes and \\x look-alikes included', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\\', 'x', 'f', '0', 'é', '\n') }), (text) => {
        expect(textToBytes(bytesToText(utf8(text)))).toEqual(utf8(text))
      }),
    )
  })
})

describe('textToBytes', () => {
  it('takes a backslash that escapes nothing for a backslash', () => {
    expect(textToBytes('a\\b\\x4')).toEqual(utf8('a\\b\\x4'))
  })

  it('reads upper-case hex too', () => {
    expect(textToBytes('\\xFF')).toEqual(Uint8Array.of(255))
  })
})

describe('bytes', () => {
  it('sort as etcd sorts them', () => {
    const sorted = [[], [0], [0, 0], [1], [127], [128], [255], [255, 0]].map((b) => Uint8Array.from(b))
    expect([...sorted].reverse().sort(compareBytes)).toEqual(sorted)
  })

  it('know their prefix, their equal and whether they are text', () => {
    expect(startsWith(utf8('/a/b'), utf8('/a/'))).toBe(true)
    expect(startsWith(utf8('/a'), utf8('/a/'))).toBe(false)
    expect(equalBytes(utf8('a'), utf8('a'))).toBe(true)
    expect(isUtf8(Uint8Array.of(0xc3))).toBe(false)
  })
})
