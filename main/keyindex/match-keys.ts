import type { FindMode } from '../../shared/contract/tree'
import { isUtf8, textToBytes } from '../../shared/etcd/key'
import { toRegExp } from '../search/to-regexp'
import { toSegment } from '../tree/segment'
import type { PackedRun } from './key-index'
import type { PackedKeys } from './packed-keys'

/** Keys `from` to `to` (exclusive) match, as well as `score` says: more is better. */
export type OnMatch = (from: number, to: number, score: number) => void
/** Tells which keys of a run match, in order. */
export type Matcher = (run: PackedRun, onMatch: OnMatch) => void
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
      return ({ from, to }, onMatch) => onMatch(from, to, 0)
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

interface Chunk {
  readonly text: string
  /** Without case; the same object where there are no capitals. */
  readonly folded: string
  /** Where the text begins in all bytes. */
  readonly base: number
  /** The first key behind it. */
  readonly to: number
}

/** Keys whose text is made and kept at a time. */
const chunkKeys = 50_000
/** So much of the text is kept at most: a large store's is made anew by each search. */
const maxKeptBytes = 128 * 1024 * 1024
const chunks = new WeakMap<PackedKeys, Map<number, Chunk>>()

/**
 * The latin1 text of all keys around `index`. It is kept: making it takes longer than looking through it, and the next
 * letter typed looks through it again.
 */
function chunkAt(packed: PackedKeys, index: number): Chunk {
  const kept = chunks.get(packed) ?? new Map<number, Chunk>()
  chunks.set(packed, kept)
  const at = Math.floor(index / chunkKeys)
  const known = kept.get(at)
  if (known) return known
  const to = Math.min(packed.size, (at + 1) * chunkKeys)
  const base = packed.start(at * chunkKeys)
  const text = toSegment(packed.all.subarray(base, packed.start(to)))
  const chunk = { text, folded: text.toLowerCase(), base, to }
  kept.set(at, chunk)
  // They are gone through in order: of what is too much, the one in use is enough.
  if (base > maxKeptBytes) kept.delete(at - 1)
  return chunk
}

const ofText =
  (match: TextMatcher): Matcher =>
  ({ packed, from, to }, onMatch) => {
    for (let index = from; index < to;) {
      const { text, base, to: end } = chunkAt(packed, index)
      for (const stop = Math.min(to, end); index < stop; index++) {
        const score = match(text.slice(packed.start(index) - base, packed.end(index) - base))
        if (score !== undefined) onMatch(index, index + 1, score)
      }
    }
  }

/**
 * Finds ASCII text, going from hit to hit through the text of all keys. Sorted keys mostly have it in the same place as
 * the one before, so that is looked at first; and all that begin like a hit, up to where the text ends, are hits too.
 */
function anywhere(wanted: string): Matcher {
  const isExact = wanted !== wanted.toLowerCase()
  return ({ packed, from, to }, onMatch) => {
    let place = 0
    for (let index = from; index < to;) {
      const chunk = chunkAt(packed, index)
      const text = isExact ? chunk.text : chunk.folded
      const stop = Math.min(to, chunk.to)
      const hit = (at: number) => {
        const end = endOfAlike(packed, chunk, { index: at, stop, length: place + wanted.length })
        onMatch(at, end, 0)
        return end
      }
      let next = -1
      while (index < stop) {
        const start = packed.start(index) - chunk.base
        const end = packed.end(index) - chunk.base
        if (start + place + wanted.length <= end && text.startsWith(wanted, start + place)) {
          index = hit(index)
          continue
        }
        if (next < start) next = text.indexOf(wanted, start)
        if (next < 0) break
        if (next + wanted.length > end) {
          index += 1
          continue
        }
        place = next - start
        index = hit(index)
      }
      index = stop
    }
  }
}

interface Alike {
  readonly index: number
  readonly stop: number
  readonly length: number
}

/** The first key behind `index` that does not begin with the same `length` bytes: those that do lie side by side. */
function endOfAlike(packed: PackedKeys, { text, base }: Chunk, { index, stop, length }: Alike): number {
  const start = packed.start(index) - base
  const begin = text.slice(start, start + length)
  const isAlike = (at: number) =>
    packed.end(at) - packed.start(at) >= length && text.startsWith(begin, packed.start(at) - base)
  let low = index
  let step = 1
  while (low + step < stop && isAlike(low + step)) {
    low += step
    step *= 2
  }
  // `low` is alike, `high` is not, or not there.
  for (let high = Math.min(stop, low + step); low + 1 < high;) {
    const middle = (low + high) >>> 1
    if (isAlike(middle)) low = middle
    else high = middle
  }
  return low + 1
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
