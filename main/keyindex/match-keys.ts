import type { FindMode } from '../../shared/contract/tree'
import { isUtf8, textToBytes } from '../../shared/etcd/key'
import { toRegExp } from '../search/to-regexp'
import { toSegment } from '../tree/segment'
import type { PackedRun } from './key-index'

/** Tells which keys of a run match, in order, and how well: more is better. */
export type Matcher = (run: PackedRun, onMatch: (index: number, score: number) => void) => void
/** How well a key matches, as latin1 text, one character a byte; undefined: not at all. */
type TextMatcher = (key: string) => number | undefined

/**
 * Makes the matcher of a search. A key that is UTF-8 is compared as the text it is, others byte by byte.
 * The wanted text may name bytes as keys are shown (`\xff`), but for a regular
 * expression, where that is its own syntax. Case counts only where the text holds capitals, and in expressions.
 * Fails with `invalid` (field `text`) for a wrong regular expression.
 */
export function matcher(text: string, mode: FindMode): Matcher {
  switch (mode) {
    case 'prefix':
      // Only keys below the prefix are looked at.
      return ofText(() => 0)
    case 'substring':
      if (isAscii(text) && !text.includes('\\')) return anywhere(text)
      return comparer(text, (key, wanted) => (key.includes(wanted) ? 0 : undefined))
    case 'regex': {
      const pattern = toRegExp(text)
      return ofText((key) => (pattern.test(isAscii(key) ? key : (readable(key) ?? key)) ? 0 : undefined))
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
  if (shown === undefined || isAscii(bytes)) return ofText((key) => compare(fold(key), wanted))
  const wantedText = fold(shown)
  return ofText((key) => {
    if (isAscii(key)) return undefined
    const keyText = readable(key)
    return keyText === undefined ? compare(fold(key), wanted) : compare(fold(keyText), wantedText)
  })
}

/** All keys of a run as one latin1 text: that costs far less than a text of each. */
const textOf = ({ packed, from, to }: PackedRun): string =>
  toSegment(packed.all.subarray(packed.start(from), packed.start(to)))

const ofText =
  (match: TextMatcher): Matcher =>
  (run, onMatch) => {
    const { packed, from, to } = run
    const text = textOf(run)
    const base = packed.start(from)
    for (let index = from; index < to; index++) {
      const score = match(text.slice(packed.start(index) - base, packed.end(index) - base))
      if (score !== undefined) onMatch(index, score)
    }
  }

/**
 * Finds ASCII text, going from hit to hit through the text of all keys. Sorted keys mostly have it in the same place as
 * the one before, so that is looked at first.
 */
function anywhere(text: string): Matcher {
  const isExact = text !== text.toLowerCase()
  return (run, onMatch) => {
    const { packed, from, to } = run
    const all = isExact ? textOf(run) : textOf(run).toLowerCase()
    const base = packed.start(from)
    let place = 0
    let next = -1
    for (let index = from; index < to; index++) {
      const start = packed.start(index) - base
      const end = packed.end(index) - base
      if (start + place + text.length <= end && all.startsWith(text, start + place)) {
        onMatch(index, 0)
        continue
      }
      if (next < start) next = all.indexOf(text, start)
      if (next < 0) return
      if (next + text.length > end) continue
      place = next - start
      onMatch(index, 0)
    }
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
