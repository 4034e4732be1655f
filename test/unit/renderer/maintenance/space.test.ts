import { describe, expect, test } from 'vitest'
import { fillRows } from '../../../../renderer/features/cluster/maintenance/fill-rows'
import { isSpaceFree, spaceSteps } from '../../../../renderer/features/cluster/maintenance/space-steps'
import type { ChurnEntry } from '../../../../shared/contract/history'
import type { SpaceFacts } from '../../../../shared/contract/maintenance'

const entry = (path: string, bytes: number, more: Partial<ChurnEntry> = {}): ChurnEntry => ({
  path: new TextEncoder().encode(path),
  isFolder: path.endsWith('/'),
  revisions: 1,
  deletes: 0,
  keys: 1,
  bytes,
  ...more,
})

describe('what fills a store', () => {
  test('a folder that is nearly all one thing gives way to that thing', () => {
    const now = {
      folders: [entry('/r/', 120, { keys: 3 }), entry('/r/leases/', 100, { keys: 1 }), entry('/r/pods/', 20)],
      largest: [entry('/r/leases/n1', 100), entry('/r/pods/a', 12), entry('/r/pods/b', 8)],
    }
    const written = {
      folders: [entry('/r/', 10_020), entry('/r/leases/', 10_000, { revisions: 100 }), entry('/r/pods/', 20)],
      topByBytes: [entry('/r/leases/n1', 10_000, { revisions: 100 }), entry('/r/pods/a', 12)],
    }
    expect(fillRows(now, written)).toEqual([
      { path: '/r/leases/n1', isFolder: false, keys: 1, nowBytes: 100, oldBytes: 9_900, revisions: 100 },
      { path: '/r/pods/', isFolder: true, keys: 1, nowBytes: 20, oldBytes: 0, revisions: 1 },
    ])
  })

  test('without the versions it tells what is there now', () => {
    const rows = fillRows(
      { folders: [entry('/a/', 9, { keys: 2 })], largest: [entry('/a/x', 5), entry('/b', 7)] },
      undefined,
    )
    expect(rows.map(({ path, nowBytes }) => [path, nowBytes])).toEqual([
      ['/a/', 9],
      ['/b', 7],
    ])
    expect(fillRows(undefined, undefined)).toEqual([])
  })
})

describe('the space guide', () => {
  const full: SpaceFacts = {
    members: [],
    alarms: [{ memberId: '1', alarm: 'NOSPACE' }],
    current: 100n,
    compactRevision: 1n,
    room: 'lacking',
  }
  const next = (known: Partial<Parameters<typeof spaceSteps>[0]>) =>
    spaceSteps({ space: full, hasFill: false, ...known }).find(({ isNext }) => isNext)?.id
  const compacted = { revision: 100n, goes: 99n, physical: true, tookMs: 1, before: [], after: [] }
  const defragmented = { kind: 'done', steps: [], tookMs: 1, isCanceled: false } as const

  test('leads from step to step', () => {
    expect(next({})).toBe('fill')
    expect(next({ hasFill: true })).toBe('compact')
    expect(next({ compacted })).toBe('defragment')
    expect(next({ compacted, defragmented: { ...defragmented, isCanceled: true } })).toBe('defragment')
    expect(next({ compacted, defragmented })).toBe('check')
    expect(next({ space: { ...full, room: 'enough' } })).toBe('disarm')
    const untold = { ...full, room: 'unknown' } as const
    expect(next({ space: untold, compacted })).toBe('defragment')
    expect(next({ space: untold, compacted, defragmented })).toBe('disarm')
    expect(next({ space: { ...full, room: 'enough', alarms: [] } })).toBeUndefined()
  })

  test('goes on where it stood when nothing of it is remembered', () => {
    expect(next({ space: { ...full, compactRevision: 100n } })).toBe('defragment')
  })

  test('is over when no alarm stands and nobody is known to be full', () => {
    expect(isSpaceFree(full)).toBe(false)
    expect(isSpaceFree({ ...full, alarms: [] })).toBe(false)
    expect(isSpaceFree({ ...full, alarms: [], room: 'unknown' })).toBe(true)
    expect(isSpaceFree({ ...full, alarms: [{ memberId: '1', alarm: 'CORRUPT' }], room: 'enough' })).toBe(true)
  })
})
