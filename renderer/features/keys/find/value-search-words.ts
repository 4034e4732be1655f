import type { ValueSearchRow } from '../../../../shared/contract/search'
import { formatCount, formatCountOf } from '../../../ui/format'

/** How a search in values ended, in words: also what was not looked at, when it was stopped before its end. */
export function valueSearchWords(row: ValueSearchRow, shownHits: number): string {
  const { matches, searchedKeys, totalKeys, isDone } = row
  const shown = matches > shownHits ? `, the first ${formatCount(shownHits)} shown` : ''
  const rest = isDone ? '' : `; stopped before the other ${formatCount(totalKeys - searchedKeys)}`
  return `${formatCount(matches)} of ${formatCountOf(searchedKeys, 'value')} match${shown}${rest}`
}
