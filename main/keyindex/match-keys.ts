import type { FindMode } from '../../shared/contract/tree'
import { fail } from '../../shared/failure'

/** How well a key matches: more is better; undefined: not at all. */
export type Matcher = (key: string) => number | undefined

/**
 * Makes the matcher of a search. Keys come as latin1 text (one character a byte), so the wanted text is turned into the
 * same form: what is not ASCII is found by its UTF-8 bytes. Case counts only where the text holds capitals.
 * Fails with `invalid` (field `text`) for a wrong regular expression.
 */
export function matcher(text: string, mode: FindMode): Matcher {
  const wanted = Buffer.from(text, 'utf8').toString('latin1')
  const isExact = wanted !== wanted.toLowerCase()
  const fold = isExact ? (key: string) => key : (key: string) => key.toLowerCase()
  switch (mode) {
    case 'prefix':
      // Only keys below the prefix are looked at.
      return () => 0
    case 'substring':
      return (key) => (fold(key).includes(wanted) ? 0 : undefined)
    case 'regex':
      return regexMatcher(text, wanted)
    case 'fuzzy':
      return (key) => fuzzyScore(fold(key), wanted)
  }
}

function regexMatcher(text: string, wanted: string): Matcher {
  let pattern: RegExp
  try {
    pattern = new RegExp(wanted)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw fail('invalid', `“${text}” is not a regular expression.`, { reason, details: { field: 'text' } })
  }
  return (key) => (pattern.test(key) ? 0 : undefined)
}

/**
 * Characters in order, anywhere: those that follow each other or start a segment count more, and a match towards the
 * end of the key (its name) more than one in the folders above.
 */
function fuzzyScore(key: string, wanted: string): number | undefined {
  let score = 0
  let at = key.length
  let last = -1
  for (let index = wanted.length - 1; index >= 0; index--) {
    at = key.lastIndexOf(wanted[index] ?? '', at - 1)
    if (at < 0) return undefined
    if (last === at + 1) score += 3
    if (at === 0 || key[at - 1] === '/' || key[at - 1] === '-' || key[at - 1] === '.') score += 2
    last = at
    if (at === 0 && index > 0) return undefined
  }
  return score - key.length / 1000
}
