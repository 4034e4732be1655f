import { describe, expect, test } from 'vitest'
import type { PanelActivity, PanelState } from '../../../../shared/contract/panels'
import { textToBytes } from '../../../../shared/etcd/key'
import {
  gapLine,
  lineOf,
  nameOfPanel,
  unlistedWords,
} from '../../../../renderer/features/watch/describe-panel'
import { simpleSpec } from '../../../../renderer/features/watch/panel-form'
import { ratePath } from '../../../../renderer/features/watch/rate-path'

const spec = simpleSpec('prefix', textToBytes('/registry/'))
const state = (activity: PanelActivity): PanelState => ({
  panel: { id: 'p', connectionId: 'c', spec },
  version: 1,
  activity,
  startedAt: 48_000n,
  firstRow: 0,
  rowCount: 10,
  events: { puts: 10, deletes: 0, lost: 0 },
  perSecond: [0, 41, 3],
})
const failure = { code: 'denied', message: 'No right to read.' } as const

describe('a panel in words', () => {
  test('what it watches', () => {
    expect(nameOfPanel(spec)).toBe('/registry/')
    expect(nameOfPanel(simpleSpec('prefix', new Uint8Array()))).toBe('all keys')
    const range = { ...spec, kind: 'range', rangeEnd: Uint8Array.of(0) } as const
    expect(nameOfPanel(range)).toBe('[/registry/, the end)')
    expect(nameOfPanel({ ...range, rangeEnd: textToBytes('/z') })).toBe('[/registry/, /z)')
  })

  test('what it does: the rate is that of the last whole second', () => {
    expect(lineOf(state({ kind: 'live' }))).toBe('from rev 48,000 · 41 events/s')
    const paused = { kind: 'paused', held: 10_000, heldBytes: 2048, isFull: false } as const
    expect(lineOf(state(paused))).toBe('Paused · 10,000 events held, 2 KiB')
    expect(lineOf(state({ ...paused, isFull: true }))).toMatch(/: full$/)
    expect(lineOf(state({ kind: 'ended', failure }))).toBe('Ended: No right to read.')
    expect(lineOf(state({ kind: 'interrupted', failure, sinceMs: 0 }))).toContain('goes on by itself')
  })

  test('a gap names its bounds, and what is not known', () => {
    const gap = {
      from: 5n,
      to: 1_204n,
      isListed: true,
      counts: { added: 2, changed: 0, deleted: 1 },
      keys: [],
    }
    expect(gapLine(gap)).toBe(
      'Gap: revisions 5 to 1,204 compacted before they were seen · 2 added, 1 deleted',
    )
    expect(gapLine({ ...gap, to: 5n, isListed: false })).toBe(
      'Gap: revision 5 compacted before they were seen · 2 added, 1 deleted; which were deleted is not known',
    )
  })

  test('a gap says why deleted keys are not known', () => {
    expect(unlistedWords(spec)).toContain('more than 50,000')
    expect(unlistedWords({ ...spec, filters: ['noPut'] })).toContain('does not see every event')
  })

  test('the rate as a line: the most at the top, nothing at the bottom', () => {
    expect(ratePath([0, 4, 2], 10, 11)).toEqual({
      line: 'M0,10L5,2L10,6',
      area: 'M0,10L5,2L10,6L10,11L0,11Z',
    })
    expect(ratePath([0, 0], 10, 11).line).toBe('M0,10L10,10')
  })
})
