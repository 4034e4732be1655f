import { describe, expect, test } from 'vitest'
import { hashVerdict, isWorthAnotherTry } from '../../../main/maintenance/hash-verdict'
import type { MemberHash } from '../../../shared/contract/maintenance'

const row = (name: string, more: Partial<MemberHash> = {}): MemberHash => ({
  memberId: name,
  name,
  endpoint: `http://${name}`,
  version: '3.5.16',
  hash: 1,
  compactRevision: 7n,
  ...more,
})
const silent = (name: string): MemberHash =>
  row(name, { hash: undefined, compactRevision: undefined, failure: { code: 'unavailable', message: '' } })

describe('what hashes say', () => {
  test('all equal; one of three differs; two cannot tell', () => {
    expect(hashVerdict([row('a'), row('b'), row('c')]).kind).toBe('equal')
    expect(hashVerdict([row('a'), row('b', { hash: 2 }), row('c')])).toEqual({
      kind: 'differs',
      members: ['b'],
    })
    expect(hashVerdict([row('a'), row('b', { hash: 2 })])).toEqual({ kind: 'split', members: ['a', 'b'] })
    const even = [row('a'), row('b'), row('c', { hash: 2 }), row('d', { hash: 3 })]
    expect(hashVerdict(even)).toMatchObject({ kind: 'split' })
  })

  test('who does not answer has no say', () => {
    expect(hashVerdict([row('a'), silent('b'), silent('c')]).kind).toBe('alone')
    expect(hashVerdict([row('a'), row('b'), silent('c')]).kind).toBe('equal')
    expect(hashVerdict([row('a'), row('b', { hash: 2 }), silent('c')]).kind).toBe('split')
  })

  test('hashes of different compactions, or of versions that hash differently, are not compared', () => {
    expect(hashVerdict([row('a'), row('b', { compactRevision: 8n })]).kind).toBe('incomparable')
    const mixed = [row('a', { version: '3.5.15' }), row('b', { hash: 2 }), row('c', { hash: 2 })]
    expect(hashVerdict(mixed).kind).toBe('incomparable')
    expect(hashVerdict(mixed.map((each) => ({ ...each, compactRevision: 0n }))).kind).toBe('differs')
    const old = [
      row('a', { version: '3.4.33' }),
      row('b', { version: '3.4.23', hash: 2 }),
      row('c', { version: '3.4.1', hash: 2 }),
    ]
    expect(hashVerdict(old)).toEqual({ kind: 'differs', members: ['a'] })
  })

  test('a compaction on its way is worth another try', () => {
    expect(isWorthAnotherTry([row('a'), row('b')])).toBe(false)
    expect(isWorthAnotherTry([row('a'), row('b', { compactRevision: 9n })])).toBe(true)
    const gone = row('b', {
      hash: undefined,
      compactRevision: undefined,
      failure: { code: 'compacted', message: '' },
    })
    expect(isWorthAnotherTry([row('a'), gone])).toBe(true)
    expect(isWorthAnotherTry([row('a'), silent('b')])).toBe(false)
  })
})
