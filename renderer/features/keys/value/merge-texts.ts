import { diff3Merge } from 'node-diff3'

/** More lines take too long to compare. */
const longest = 20_000

export interface MergedText {
  readonly text: string
  /** Places that both sides changed, each in its own way: there the text has mine. */
  readonly collisions: number
}

/**
 * What became of `base` on both sides, line by line; undefined for texts that are too long. Changes of neighbouring lines
 * collide as well.
 */
export function mergeTexts(base: string, theirs: string, mine: string): MergedText | undefined {
  const [original, other, own] = [base, theirs, mine].map((text) => text.split('\n')) as [
    string[],
    string[],
    string[],
  ]
  if (Math.max(original.length, other.length, own.length) > longest) return undefined
  const regions = diff3Merge(own, original, other, { excludeFalseConflicts: true })
  const lines = regions.flatMap(({ ok, conflict }) => ok ?? conflict?.a ?? [])
  return { text: lines.join('\n'), collisions: regions.filter(({ conflict }) => conflict).length }
}
