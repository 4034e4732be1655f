import { describe, expect, it } from 'vitest'
import { formatId, parseId, toLeaseId } from '../../../shared/etcd/id'

describe('ids', () => {
  it('are 16 lower-case hex digits, also above 2^53 and below zero', () => {
    expect(formatId(1n)).toBe('0000000000000001')
    expect(formatId(0x8e9e05c52164694dn)).toBe('8e9e05c52164694d')
    expect(formatId(-1n)).toBe('ffffffffffffffff')
  })

  it('come back exactly, for members and for leases', () => {
    expect(parseId(' 8E9E05C52164694D ')).toBe(0x8e9e05c52164694dn)
    expect(toLeaseId(parseId(formatId(-42n)))).toBe(-42n)
    expect(parseId('694d')).toBe(0x694dn)
  })

  it.each(['', '0x1', 'xyz', '12345678901234567', '-1'])('refuse %j as invalid', (text) => {
    expect(() => parseId(text)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'invalid' }) }),
    )
  })
})
