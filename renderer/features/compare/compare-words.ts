import type { Comparison } from '../../../shared/contract/compare'
import type { kindWords } from '../history/changes/describe-changed'
import { formatCount, formatCountOf } from '../../ui/format'

/** What the kinds are called between two sources: `missing` on the right side. */
export const compareWords: typeof kindWords = { added: 'added', changed: 'changed', deleted: 'missing' }

/** What is the same, and how that was found out: `1,204 keys are the same, by their values.` */
export function sameInWords({ same, by, left, right }: Comparison): string {
  if (left.keys === 0 && right.keys === 0) return 'Neither side has a key below this prefix.'
  if (left.keys === 0) return 'The left side has no key below this prefix.'
  if (right.keys === 0) return 'The right side has no key below this prefix.'
  const how = by === 'values' ? 'by their values' : 'by their revisions: both sides are one store'
  return `${formatCountOf(same, 'key')} ${same === 1 ? 'is' : 'are'} the same, ${how}.`
}

/** Said where more differ than can be looked at. */
export function keptInWords({ counts, kept }: Comparison): string | undefined {
  const total = counts.added + counts.changed + counts.deleted
  return total > kept
    ? `${formatCount(total)} keys differ; the first ${formatCount(kept)} are kept. A narrower prefix shows the others.`
    : undefined
}
