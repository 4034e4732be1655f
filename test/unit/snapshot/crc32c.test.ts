import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32c, summableMemory } from '../../../main/snapshot/crc32c'
import { joinCrc32c } from '../../../main/snapshot/crc32c-join'

/** Bit by bit, as the polynomial says. */
function slowly(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}

test('the check value of CRC-32C', () => {
  const bytes = Buffer.from('123456789')
  expect(crc32c(0, bytes, 0, bytes.length)).toBe(0xe3069283)
})

test('more bytes than go through at a time', () => {
  const bytes = Uint8Array.from({ length: 200_001 }, (_, i) => (i * 31) ^ (i >>> 7))
  expect(crc32c(0, bytes, 1, bytes.length)).toBe(slowly(bytes.subarray(1)))
})

test('any bytes, in any pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
      const at = Math.min(cut, bytes.length)
      expect(crc32c(crc32c(0, bytes, 0, at), bytes, at, bytes.length)).toBe(slowly(bytes))
    }),
  )
})

test('bytes that are summed where they lie, and the same elsewhere', () => {
  for (const room of [summableMemory(70_000), summableMemory(70_000)]) {
    for (let at = 0; at < room.length; at++) room[at] = (at * 7) ^ (at >>> 5)
    expect(crc32c(5, room, 3, 69_990)).toBe(crc32c(5, Uint8Array.from(room), 3, 69_990))
    expect(crc32c(0, room.subarray(11, 60_000), 2, 50_000)).toBe(slowly(room.subarray(13, 50_011)))
  }
})

test('two pieces are one, whatever their lengths', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
      const at = Math.min(cut, bytes.length)
      const [first, second] = [crc32c(0, bytes, 0, at), crc32c(0, bytes, at, bytes.length)]
      expect(joinCrc32c(first, second, bytes.length - at)).toBe(crc32c(0, bytes, 0, bytes.length))
    }),
  )
})
