import { z } from 'zod'
import { fail } from '../../shared/failure'

/**
 * One line of an operation's journal; places are those of the plan.
 *
 * - `try`: is about to be sent as one transaction, of the run or of its undo
 * - `written`, `undone`: was carried out at a revision
 * - `changed`: left alone, with the names of the first of these keys
 * - `unknown`: neither answered nor found out; `pending`: found out that it was not carried out
 */
export interface JournalRecord {
  readonly kind: 'try' | 'tryUndo' | 'written' | 'undone' | 'changed' | 'unknown' | 'pending'
  readonly places: readonly number[]
  readonly revision?: bigint
  readonly keys?: readonly Uint8Array[]
  /** How many of what was written had a lease that is gone. */
  readonly bare?: number
}

const line = z.object({
  kind: z.enum(['try', 'tryUndo', 'written', 'undone', 'changed', 'unknown', 'pending']),
  places: z.string(),
  revision: z.string().regex(/^\d+$/).optional(),
  keys: z.array(z.string()).optional(),
  bare: z.int().min(0).optional(),
})

/** A record as a line of JSON with its newline; neighbouring places are written as `0-63`. */
export function formatRecord({ kind, places, revision, keys, bare }: JournalRecord): string {
  const names = keys?.map((key) => Buffer.from(key).toString('base64'))
  const row = { kind, places: formatPlaces(places), revision: revision?.toString(), keys: names, bare }
  return `${JSON.stringify(row)}\n`
}

/** The inverse, for a line without its newline. Throws for a line that is none. */
export function parseRecord(text: string): JournalRecord {
  const { kind, places, revision, keys, bare } = line.parse(JSON.parse(text))
  return {
    kind,
    places: parsePlaces(places),
    revision: revision === undefined ? undefined : BigInt(revision),
    keys: keys?.map((key) => Uint8Array.from(Buffer.from(key, 'base64'))),
    bare,
  }
}

function formatPlaces(places: readonly number[]): string {
  const runs: [number, number][] = []
  for (const place of places) {
    const last = runs.at(-1)
    if (last && last[1] + 1 === place) last[1] = place
    else runs.push([place, place])
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}

function parsePlaces(text: string): readonly number[] {
  if (text === '') return []
  return text.split(',').flatMap((run) => {
    const [first = NaN, last = first] = run.split('-').map(Number)
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last < first || last - first > 1e4)
      throw fail('corrupt', 'A line of the journal names no places.')
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}
