import { expect, test } from 'vitest'
import { coverageOf } from '../../../../renderer/features/snapshots/log/log-words'
import type { LogGeneration } from '../../../../shared/contract/change-log'

const generation = (id: number, revision: bigint, toRevision: bigint, more: Partial<LogGeneration> = {}) => ({
  ...{ id, clusterId: 'c', revision, toRevision, takenAt: 0, lastAt: 0, fullBytes: 1024, logBytes: 100 },
  ...{ events: 3, ...more },
})
const texts = (generations: readonly LogGeneration[]) =>
  coverageOf({ generations }).map((row) => (row.kind === 'gap' ? row.text : row.range))

test('what can be restored is told newest first, with what is missing between', () => {
  expect(texts([])).toEqual([])
  expect(texts([generation(1, 5n, 5n), generation(2, 5n, 1_900n)])).toEqual(['5 to 1,900', '5'])
  const gap = { from: 10n, cause: 'compacted', foundAt: 0 } as const
  expect(texts([generation(1, 5n, 9n), generation(2, 20n, 30n, { gap })])).toEqual([
    '20 to 30',
    'Revisions 10 to 19 cannot be restored: they were compacted before the log had read them.',
    '5 to 9',
  ])
  // Another store at lower revisions: nothing of it is missing, and what the first one did later is not known.
  const back = { from: 10n, cause: 'wentBack', foundAt: 0 } as const
  expect(texts([generation(1, 5n, 9n), generation(2, 3n, 4n, { gap: back })])[1]).toBe(
    'What came after revision 9 cannot be restored: the store went back to an earlier revision, so it was restored.',
  )
  expect(texts([generation(1, 5n, 9n), generation(2, 12n, 30n)])[1]).toMatch(/^Revisions 10 to 11 cannot/)
})
