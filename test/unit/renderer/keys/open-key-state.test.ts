import { describe, expect, it } from 'vitest'
import type { KeyValue } from '../../../../shared/contract/kv'
import {
  newestRevision,
  savedVersion,
  settle,
  type Draft,
  type OpenKey,
} from '../../../../renderer/stores/open-key-state'

const key = new TextEncoder().encode('/a')
const version = (modRevision: bigint, text = 'v'): KeyValue => ({
  key,
  value: new TextEncoder().encode(text),
  createRevision: 1n,
  modRevision,
  version: modRevision,
})
const opened: OpenKey = { key, id: '/a', isMissing: false, following: 'live' }
const draftOver = (base: KeyValue): Draft => ({ key, base, shownAs: 'text', text: 'typed' })

describe('the open key', () => {
  it('shows what etcd says while nothing is typed', () => {
    const first = settle(opened, undefined, version(5n))
    expect(settle(first, undefined, version(6n))).toMatchObject({
      kv: { modRevision: 6n },
      foreign: undefined,
    })
  })

  it('keeps the version that a draft was typed over when somebody else writes', () => {
    const base = version(5n)
    const changed = settle({ ...opened, kv: base }, draftOver(base), version(7n))
    expect(changed.kv).toBe(base)
    expect(changed.foreign).toEqual({ kind: 'put', kv: version(7n) })
  })

  it('has no quarrel when the version of the draft is read again', () => {
    const base = version(5n)
    expect(settle(opened, draftOver(base), version(5n)).foreign).toBeUndefined()
  })

  it('finds a draft over an old version when it is opened again', () => {
    expect(settle(opened, draftOver(version(5n)), version(9n)).foreign).toMatchObject({ kind: 'put' })
    expect(settle(opened, draftOver(version(5n)), 12n).foreign).toEqual({ kind: 'delete', revision: 12n })
  })

  it('says that it was deleted, and keeps the last value', () => {
    const gone = settle({ ...opened, kv: version(5n) }, undefined, 8n)
    expect(gone).toMatchObject({ kv: { modRevision: 5n }, foreign: { kind: 'delete', revision: 8n } })
    expect(settle(gone, undefined, version(9n))).toMatchObject({
      kv: { modRevision: 9n },
      foreign: undefined,
    })
  })

  it('is missing when it never was there', () => {
    expect(settle(opened, undefined, 3n)).toMatchObject({ isMissing: true, kv: undefined })
  })

  it('knows its newest revision', () => {
    expect(newestRevision(opened)).toBe(0n)
    expect(newestRevision({ ...opened, kv: version(5n) })).toBe(5n)
    expect(newestRevision({ ...opened, kv: version(5n), foreign: { kind: 'put', kv: version(9n) } })).toBe(9n)
    expect(newestRevision({ ...opened, kv: version(5n), foreign: { kind: 'delete', revision: 8n } })).toBe(8n)
  })

  it('is one version further after a save, with the same lease and creation', () => {
    const base = { ...version(5n), lease: '00000000000000ff' }
    const saved = savedVersion(base, new Uint8Array(), 11n)
    expect(saved).toEqual({ ...base, value: new Uint8Array(), modRevision: 11n, version: 6n })
  })
})
