import { describe, expect, it } from 'vitest'
import type { KeyRevision } from '../../../../shared/contract/history'
import { sidesOf, type Side } from '../../../../renderer/features/history/compared-sides'
import { describeChange, moreChanges } from '../../../../renderer/features/history/describe-change'
import { describeTime, observedTime } from '../../../../renderer/features/history/describe-time'
import { findRevision } from '../../../../renderer/features/history/read-revision'
import { indexAt, indexOfRevision, readableAt } from '../../../../renderer/stores/revision-list'

const put = (revision: bigint, version: bigint, createRevision: bigint): KeyRevision => ({
  ...{ revision, version, createRevision, kind: 'put', sizeBytes: 1 },
  summary: version === 1n ? { kind: 'created' } : { kind: 'same' },
})
const gone = (revision: bigint): KeyRevision => ({
  ...{
    revision,
    version: 0n,
    createRevision: 0n,
    kind: 'delete',
    sizeBytes: 0,
    summary: { kind: 'deleted' },
  },
})
// Two lives: 10, 12, deleted at 15; 20, 30.
const rows = [put(30n, 2n, 20n), put(20n, 1n, 20n), gone(15n), put(12n, 2n, 10n), put(10n, 1n, 10n)]
const window = { compactRevision: 5n, current: 40n }

describe('the rows of a history', () => {
  it('are found by any revision at which they stood', () => {
    expect([40n, 30n, 29n, 15n, 14n, 10n, 9n].map((revision) => indexAt(rows, revision))).toEqual([
      ...[0, 0, 1, 2, 3, 4, -1],
    ])
    expect(indexOfRevision(rows, 12n)).toBe(3)
    expect(indexOfRevision(rows, 13n)).toBe(-1)
    expect(indexAt([], 1n)).toBe(-1)
  })

  it('can be read until the revision before the next one is compacted', () => {
    expect(readableAt(rows, 4, 5n)).toBe(10n)
    expect(readableAt(rows, 4, 11n)).toBe(11n)
    expect(readableAt(rows, 4, 12n)).toBeUndefined()
    expect(readableAt(rows, 0, 35n)).toBe(35n)
    expect(readableAt(rows, 2, 5n)).toBeUndefined()
  })

  it('are asked for by a revision; a wrong one is refused with its reason', () => {
    expect(findRevision(' 1,4 ', rows, window).row).toBe(rows[3])
    expect(findRevision('25', rows, window).row).toBe(rows[1])
    for (const [text, problem] of [
      ['', /Type a revision/],
      ['seven', /whole number/],
      ['1.5', /whole number/],
      ['0', /begin at 1/],
      ['-3', /begin at 1/],
      ['41', /future.*40/],
      ['99999999999999999999', /future/],
      ['4', /compacted.*5/],
      ['6', /not there at revision 6/],
    ] as const)
      expect(findRevision(text, rows, window).problem).toMatch(problem)
  })
})

describe('the two sides of a comparison', () => {
  const choose = (index: number, against: Parameters<typeof sidesOf>[1]['against']) =>
    sidesOf({ rows }, { index, against, compactRevision: 11n })
  const nameOf = (side: Side | undefined) =>
    side && 'row' in side ? `${side.kind} ${side.row.revision}` : side?.kind
  const names = (...choice: Parameters<typeof choose>) => {
    const sides = choose(...choice)
    return [nameOf(sides?.before), nameOf(sides?.after)]
  }

  it('are the chosen one and the one before, whatever that was', () => {
    expect(names(0, { kind: 'before' })).toEqual(['version 20', 'version 30'])
    expect(names(1, { kind: 'before' })).toEqual(['deleted 15', 'version 20'])
    expect(names(2, { kind: 'before' })).toEqual(['version 12', 'deleted 15'])
    expect(names(4, { kind: 'before' })).toEqual(['absent', 'version 10'])
    const cut = sidesOf(
      { rows: [put(30n, 7n, 3n)] },
      { index: 0, against: { kind: 'before' }, compactRevision: 11n },
    )
    expect(cut?.before.kind).toBe('unseen')
    expect(choose(9, { kind: 'before' })).toBeUndefined()
  })

  it('stand in the order of time, and what is typed or now comes last', () => {
    expect(names(3, { kind: 'revision', revision: 30n })).toEqual(['version 12', 'version 30'])
    expect(names(0, { kind: 'revision', revision: 12n })).toEqual(['version 12', 'version 30'])
    expect(names(3, { kind: 'now' })).toEqual(['version 12', 'version 30'])
    expect(names(3, { kind: 'typed' })).toEqual(['version 12', 'typed'])
    // The one that is not listed any more, and the chosen one itself, are no other side.
    expect(names(0, { kind: 'revision', revision: 13n })).toEqual(['version 20', 'version 30'])
  })
})

describe('what a row says', () => {
  it('is its change in one line', () => {
    const say = (summary: KeyRevision['summary'], hasOlder = false) => describeChange({ summary }, hasOlder)
    const fields = [{ path: 'spec.replicas', before: '3', after: '4' }]
    expect(say({ kind: 'fields', fields, count: 1 })).toBe('spec.replicas 3 → 4')
    expect(say({ kind: 'fields', fields, count: 3 })).toBe('spec.replicas 3 → 4')
    expect(moreChanges({ summary: { kind: 'fields', fields, count: 3 } })).toBe('+2 more')
    expect(moreChanges({ summary: { kind: 'fields', fields, count: 1 } })).toBeUndefined()
    expect(say({ kind: 'fields', fields: [{ path: 'tier', after: 'web' }], count: 1 })).toBe('tier added')
    expect(say({ kind: 'fields', fields: [{ path: 'tier', before: 'web' }], count: 1 })).toBe('tier removed')
    expect(say({ kind: 'fields', fields: [{ path: '', before: 'on', after: 'off' }], count: 1 })).toBe(
      'on → off',
    )
    const image = {
      path: 'spec.template.spec.containers[web].image',
      before: 'reg.io/a:1.1',
      after: 'reg.io/a:1.2',
    }
    expect(say({ kind: 'fields', fields: [image], count: 1 })).toBe('containers[web].image 1.1 → 1.2')
    expect(say({ kind: 'lines', added: 3, removed: 1 })).toBe('lines +3 −1')
    expect(say({ kind: 'bytes', before: 1024, after: 2048 })).toBe('1 KiB → 2 KiB')
    expect(say({ kind: 'created' })).toBe('created')
    expect(say({ kind: 'created' }, true)).toBe('created again')
  })

  it('is when it was, as exactly as that is known', () => {
    const now = Date.UTC(2026, 0, 2, 12)
    const seen = describeTime({ source: 'observed', ms: now - 120_000, afterMs: now - 180_000 }, now)
    expect(seen.ago).toBe('2 min ago')
    expect(seen.exact).toMatch(/^between .* and .*/)
    expect(describeTime({ source: 'observed', ms: now }, now).exact).toMatch(/^before /)
    const times = [
      { revision: 5n, ms: 100 },
      { revision: 9n, ms: 200 },
    ]
    expect([4n, 6n, 9n, 10n].map((revision) => observedTime(times, revision))).toEqual([
      ...[
        { source: 'observed', ms: 100 },
        { source: 'observed', ms: 200, afterMs: 100 },
      ],
      ...[{ source: 'observed', ms: 200, afterMs: 100 }, undefined],
    ])
    expect(describeTime({ source: 'object', ms: now - 1000 }, now)).toMatchObject({ ago: 'just now' })
  })
})
