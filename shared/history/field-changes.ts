import type { FieldChange } from '../contract/history'
import { compactJson, isSameJson, type Json } from '../k8s/json'
import { nameOf, writePath, type Place } from './field-path'

/** So much of a value is told. */
export const longestText = 80

/** What nobody means when they ask what changed: kept by the API server for itself. */
const bookkeeping = ['metadata.managedFields', 'metadata.resourceVersion', 'metadata.generation']

interface Found extends FieldChange {
  readonly rank: number
}

/**
 * The fields in which two documents differ (plain objects, lists and scalars, as JSON and YAML give them), the most
 * telling first: what is wanted before what is observed (`status`), that before `metadata`, and what Kubernetes
 * keeps for itself last. Lists of objects that all have a name of their own are compared by it, others by position.
 */
export function fieldChanges(before: unknown, after: unknown): readonly FieldChange[] {
  const found: Found[] = []
  compare(undefined, { before, after }, found)
  return found
    .sort((a, b) => a.rank - b.rank)
    .map((change) => {
      const { path, before: was, after: is } = change
      return {
        path,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
      }
    })
}

interface Sides {
  readonly before: unknown
  readonly after: unknown
}

function compare(place: Place | undefined, sides: Sides, found: Found[]): void {
  const { before, after } = sides
  if (Object.is(before, after)) return
  const areLists = Array.isArray(before) && Array.isArray(after)
  const areRecords = isRecord(before) && isRecord(after)
  if (!areLists && !areRecords) note(place, sides, found)
  else if (isManagedFields(place)) {
    if (!isSameJson(before as Json, after as Json)) note(place, sides, found)
  } else if (areLists) compareItems(place, { before, after }, found)
  else if (areRecords) compareFields(place, { before, after }, found)
}

function compareFields(
  above: Place | undefined,
  { before, after }: { before: Record<string, unknown>; after: Record<string, unknown> },
  found: Found[],
): void {
  for (const step of Object.keys(before)) {
    const sides = { before: before[step], after: Object.hasOwn(after, step) ? after[step] : undefined }
    if (sides.before !== sides.after) compare({ above, step }, sides, found)
  }
  for (const step of Object.keys(after))
    if (!Object.hasOwn(before, step)) note({ above, step }, { before: undefined, after: after[step] }, found)
}

function compareItems(
  above: Place | undefined,
  { before, after }: { before: readonly unknown[]; after: readonly unknown[] },
  found: Found[],
): void {
  const isInStep =
    before.length === after.length && before.every((item, i) => nameOf(item) === nameOf(after[i]))
  const [was, is] = isInStep ? [] : [byName(before), byName(after)]
  if (was && is) {
    for (const name of new Set([...was.keys(), ...is.keys()]))
      compare(
        { above, step: `[${name}]`, isWritten: true },
        { before: was.get(name), after: is.get(name) },
        found,
      )
    return
  }
  const list = isInStep ? before : undefined
  for (let step = 0; step < Math.max(before.length, after.length); step++)
    if (before[step] !== after[step])
      compare({ above, step, list }, { before: before[step], after: after[step] }, found)
}

/** A list as a map, when each of its items is an object with a name that no other has. */
function byName(items: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const named = new Map<string, unknown>()
  for (const item of items) {
    const name = nameOf(item)
    if (name === undefined || named.has(name)) return undefined
    named.set(name, item)
  }
  return named
}

/** True for an object as JSON has it, no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isManagedFields(place: Place | undefined): boolean {
  return (
    place?.step === 'managedFields' && place.above?.step === 'metadata' && place.above.above === undefined
  )
}

function note(place: Place | undefined, { before, after }: Sides, found: Found[]): void {
  const isText = typeof before === 'string' && typeof after === 'string'
  const path = writePath(place)
  found.push({
    path,
    before: short(before, isText || after === undefined),
    after: short(after, isText || before === undefined),
    rank: rankOf(path),
  })
}

function rankOf(path: string): number {
  if (bookkeeping.includes(path)) return 3
  if (/^metadata\b/.test(path)) return 2
  return /^status\b/.test(path) ? 1 : 0
}

/** A value on one line, cut where it is long; a text stands for itself where that cannot be mistaken for another kind of value. */
function short(value: unknown, isText: boolean): string | undefined {
  if (value === undefined) return undefined
  return shortText(isText && typeof value === 'string' ? value : compactJson(value as Json))
}

/** A text on one line, cut where it is long. */
function shortText(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > longestText ? `${line.slice(0, longestText - 1)}…` : line
}
