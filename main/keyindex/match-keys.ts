import type { FindMode } from '../../shared/contract/tree'
import { isUtf8, textToBytes } from '../../shared/etcd/key'
import { toRegExp } from '../search/to-regexp'

/** How well a key matches: more is better; undefined: not at all. */
export type Matcher = (key: string) => number | undefined

/**
 * Makes the matcher of a search. Keys come as latin1 text, one character a byte; what is UTF-8 is compared as the text
 * it is, other bytes one by one. The wanted text may name bytes as keys are shown (`\xff`), but for a regular
 * expression, where that is its own syntax. Case counts only where the text holds capitals, and in expressions.
 * Fails with `invalid` (field `text`) for a wrong regular expression.
 */
export function matcher(text: string, mode: FindMode): Matcher {
  switch (mode) {
    case 'prefix':
      // Only keys below the prefix are looked at.
      return () => 0
    case 'substring':
      return comparer(text, (key, wanted) => (key.includes(wanted) ? 0 : undefined))
    case 'regex': {
      const pattern = toRegExp(text)
      return (key) => (pattern.test(isAscii(key) ? key : (readable(key) ?? key)) ? 0 : undefined)
    }
    case 'fuzzy':
      return comparer(text, fuzzyScore)
  }
}

function comparer(text: string, compare: (key: string, wanted: string) => number | undefined): Matcher {
  const bytes = Buffer.from(textToBytes(text)).toString('latin1')
  const shown = readable(bytes)
  const isExact = (shown ?? bytes) !== (shown ?? bytes).toLowerCase()
  const fold = isExact ? (each: string) => each : (each: string) => each.toLowerCase()
  const wanted = fold(bytes)
  if (shown === undefined || isAscii(bytes)) return (key) => compare(fold(key), wanted)
  const wantedText = fold(shown)
  return (key) => {
    if (isAscii(key)) return undefined
    const keyText = readable(key)
    return keyText === undefined ? compare(fold(key), wanted) : compare(fold(keyText), wantedText)
  }
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)

/** Bytes as the text they are; undefined when they are not UTF-8. */
function readable(latin1: string): string | undefined {
  const bytes = Buffer.from(latin1, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined
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
