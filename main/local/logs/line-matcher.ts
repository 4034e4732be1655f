import type { LogQuery } from '../../../shared/contract/local-logs'
import { toRegExp } from '../../search/to-regexp'

export type LineMatcher = (line: string) => boolean

/** Makes the test of a query for one line; `invalid` (field `text`) for a wrong regular expression. */
export function lineMatcher({ text, mode, isExact }: LogQuery): LineMatcher {
  if (mode === 'regex') {
    const pattern = toRegExp(text, isExact ? undefined : 'i')
    return (line) => pattern.test(line)
  }
  if (isExact) return (line) => line.includes(text)
  const wanted = text.toLowerCase()
  return (line) => line.toLowerCase().includes(wanted)
}
