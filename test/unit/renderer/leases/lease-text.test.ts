import { describe, expect, it } from 'vitest'
import { formatSeconds } from '../../../../renderer/features/leases/format-seconds'
import { readLeaseId, readTtl } from '../../../../renderer/features/leases/lease-input'

describe('what is left of a lease', () => {
  it('is said in at most two units', () => {
    expect([0, 1, 59.9, 60, 598, 3600, 10_920, 86_400, 9_000_000_000].map(formatSeconds)).toEqual([
      ...['0 s', '1 s', '59 s', '1 min', '9 min 58 s', '1 h', '3 h 2 min', '1 d', '104166 d 16 h'],
    ])
    expect(formatSeconds(-3)).toBe('0 s')
  })
})

describe('what is typed for a lease', () => {
  it('is a whole number of seconds that etcd takes', () => {
    expect(readTtl(' 60 ')).toEqual({ value: 60 })
    for (const text of ['', '0', '-1', '1.5', '1e3', 'x', '9000000001']) {
      expect(readTtl(text).problem, text).toBeDefined()
    }
  })

  it('is an id as etcdctl prints it, or nothing', () => {
    expect(readLeaseId(' 694D81A1 ')).toEqual({ value: '694d81a1' })
    expect(readLeaseId('0xff')).toEqual({ value: 'ff' })
    expect(readLeaseId('').problem).toBeUndefined()
    for (const text of ['0', 'g', '12345678901234567']) expect(readLeaseId(text).problem, text).toBeDefined()
  })
})
