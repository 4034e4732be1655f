import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesToHex, hexToBytes } from '../../../../renderer/editor/hex-text'

describe('hex text', () => {
  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(hexToBytes(bytesToHex(bytes)).bytes).toEqual(bytes)
      }),
    )
  })

  it('shows offset, bytes and ASCII', () => {
    expect(bytesToHex(new TextEncoder().encode('{"a": "|"}\n0123456789'))).toBe(
      '00000000: 7b 22 61 22 3a 20 22 7c 22 7d 0a 30 31 32 33 34  |{"a": "|"}.01234|\n' +
        '00000010: 35 36 37 38 39                                   |56789|',
    )
  })

  it('takes pairs typed or pasted in any shape', () => {
    expect(hexToBytes('DEADBEEF\n 00 0a\t|x|\r\n\n0: ff').bytes).toEqual(
      Uint8Array.of(0xde, 0xad, 0xbe, 0xef, 0, 10, 255),
    )
    expect(hexToBytes('').bytes).toEqual(new Uint8Array())
  })

  it('says in which line something is wrong', () => {
    expect(hexToBytes('00\n0g')).toMatchObject({ line: 2 })
    expect(hexToBytes('00\n01\n0')).toMatchObject({ line: 3 })
  })
})
