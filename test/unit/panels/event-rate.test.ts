import { expect, test } from 'vitest'
import { crc32 } from '../../../main/panels/crc32'
import { EventRate } from '../../../main/panels/event-rate'

test('the rate counts by seconds, forgets after two minutes and survives a clock that is put back', () => {
  const rate = new EventRate()
  const begun = 1_700_000_000_000
  rate.add(3, begun)
  rate.add(2, begun + 999)
  rate.add(7, begun + 2_000)
  expect(rate.read(begun + 2_500).slice(-4)).toEqual([0, 5, 0, 7])
  expect(rate.read(begun + 2_500)).toHaveLength(120)
  rate.add(1, begun - 60_000)
  expect(rate.read(begun + 2_500).at(-1)).toBe(8)
  expect(rate.read(begun + 119_000)[0]).toBe(5)
  expect(rate.read(begun + 120_000)[0]).toBe(0)
  expect(rate.read(begun + 1_000_000).every((count) => count === 0)).toBe(true)
})

test('the checksum is the one of zip', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array())).toBe(0)
})
