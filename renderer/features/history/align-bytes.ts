/** Two byte strings laid beside each other: what is the same at both ends stands side by side. */
export interface Aligned {
  /** Places in all: bytes and gaps. */
  readonly length: number
  /** Which byte of a side stands at a place; -1 for a gap. */
  beforeAt(place: number): number
  afterAt(place: number): number
  /** Runs of places that differ, in order: `from` inclusive, `to` exclusive. */
  readonly differences: readonly { readonly from: number; readonly to: number }[]
}

/** So many differences are told apart; what is beyond them is one. */
export const differencesAtMost = 10_000

/**
 * Lays bytes side by side in one pass: the longest common beginning and end stay together, so that one place where bytes
 * were added or removed moves nothing else; between them bytes are compared one by one.
 */
export function alignBytes(before: Uint8Array, after: Uint8Array): Aligned {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  const length = Math.max(before.length, after.length)
  const place = (size: number) => (at: number) => {
    if (at < size - tail) return at
    return at < length - tail ? -1 : at - (length - size)
  }
  const beforeAt = place(before.length)
  const afterAt = place(after.length)
  const differences: { from: number; to: number }[] = []
  for (let at = head; at < length - tail; at++) {
    if (before[beforeAt(at)] === after[afterAt(at)]) continue
    const last = differences.at(-1)
    if (last && (last.to === at || differences.length === differencesAtMost)) last.to = at + 1
    else differences.push({ from: at, to: at + 1 })
  }
  return { length, beforeAt, afterAt, differences }
}
