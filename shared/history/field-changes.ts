import type { FieldChange } from '../contract/history'

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
  compare('', before, after, found)
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

function compare(path: string, before: unknown, after: unknown, found: Found[]): void {
  if (Object.is(before, after)) return
  const isWhole = bookkeeping.includes(path)
  const pairs = isWhole ? undefined : childrenOf(before, after)
  if (pairs) {
    for (const [name, was, is] of pairs) compare(below(path, name), was, is, found)
    return
  }
  if (isWhole && JSON.stringify(before) === JSON.stringify(after)) return
  const isText = typeof before === 'string' && typeof after === 'string'
  found.push({
    path,
    before: short(before, isText || after === undefined),
    after: short(after, isText || before === undefined),
    rank: rankOf(path),
  })
}

const below = (path: string, name: string): string => (path === '' ? name.replace(/^\./, '') : path + name)

type Pair = readonly [name: string, before: unknown, after: unknown]

/** The children of two objects or two lists; undefined when they cannot be compared part by part. */
function childrenOf(before: unknown, after: unknown): readonly Pair[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    const [was, is] = [byName(before), byName(after)]
    if (was && is) return join(was, is, (name) => `[${name}]`)
    return Array.from(
      { length: Math.max(before.length, after.length) },
      (_, i) => [`[${i}]`, before[i], after[i]] as const,
    )
  }
  if (!isRecord(before) || !isRecord(after)) return undefined
  return join(new Map(Object.entries(before)), new Map(Object.entries(after)), fieldName)
}

function join(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  write: (name: string) => string,
): readonly Pair[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].map((name) => [write(name), before.get(name), after.get(name)] as const)
}

/** A list as a map, when each of its items is an object with a name that no other has. */
function byName(items: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const named = new Map<string, unknown>()
  for (const item of items) {
    const name = isRecord(item) ? item['name'] : undefined
    if (typeof name !== 'string' || named.has(name)) return undefined
    named.set(name, item)
  }
  return named
}

/** True for an object as JSON has it, no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `.replicas`, and `["app.kubernetes.io/name"]` for what would not read as one name. */
function fieldName(name: string): string {
  return /^[\w$-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

function rankOf(path: string): number {
  if (bookkeeping.includes(path)) return 3
  if (/^metadata\b/.test(path)) return 2
  return /^status\b/.test(path) ? 1 : 0
}

/** A value on one line, cut where it is long; a text stands for itself where that cannot be mistaken for another kind of value. */
function short(value: unknown, isText: boolean): string | undefined {
  if (value === undefined) return undefined
  return shortText(isText && typeof value === 'string' ? value : JSON.stringify(value))
}

/** A text on one line, cut where it is long. */
export function shortText(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > longestText ? `${line.slice(0, longestText - 1)}…` : line
}
