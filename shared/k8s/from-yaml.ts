import { isScalar, LineCounter, parseDocument, visit, type Document, type Tags } from 'yaml'
import type { FieldError } from './field-error'
import type { Json, JsonObject } from './json'

/** What is wrong with a text, at its place. Lines and columns from 1. */
export interface YamlProblem {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** A YAML text that was read: its value, and where each of its parts stands. */
export interface ReadYaml {
  readonly value: Json
  /** The problem of a path in the value, at its line or at that of the nearest part that is there. */
  readonly problemAt: (error: FieldError) => YamlProblem
}

/** Tags of YAML 1.1 that kubectl's reader does not have: times and base-60 numbers stay text there. */
const strange = new Set(
  ['timestamp', 'binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`),
)
const asKubectl = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || !(strange.has(tag.tag) || tag.format === 'TIME'))

/**
 * Reads one YAML document as kubectl does (YAML 1.1, anchors and merge keys resolved, no name twice). Integers are exact.
 * Returns the problems instead when it is none.
 */
export function fromYaml(text: string): ReadYaml | { readonly problems: readonly YamlProblem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    ...{ version: '1.1', intAsBigInt: true, uniqueKeys: true, prettyErrors: false },
    ...{ lineCounter: lines, customTags: asKubectl },
  })
  const at = (offset: number, message: string): YamlProblem => {
    const { line, col } = lines.linePos(offset)
    return { message, line, column: col }
  }
  if (document.errors.length > 0)
    return { problems: document.errors.map(({ message, pos }) => at(pos[0], plain(message))) }
  textKeys(document)
  try {
    const value = exact(document.toJS({ maxAliasCount: 100 }) as Json)
    return { value, problemAt: (error) => at(offsetOf(document, error.path), error.message) }
  } catch (error) {
    return { problems: [at(0, error instanceof Error ? error.message : String(error))] }
  }
}

/** Names are what was typed: a key `y` or `1` is that text, not a truth or a number. */
function textKeys(document: Document) {
  visit(document, {
    Pair: (_key, { key }) => {
      if (isScalar(key) && typeof key.value !== 'string' && typeof key.value !== 'symbol')
        key.value = key.source ?? ''
    },
  })
}

/** A reader's message in one sentence. */
const plain = (message: string) => {
  const [first = ''] = message.split('\n')
  return /tab/i.test(first) ? 'A tab cannot indent YAML; use spaces.' : first
}

function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
    if (Array.isArray(range)) return Number(range[0])
  }
  return 0
}

/** Integers that a number holds exactly become numbers. */
function exact(value: Json): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each: Json) => exact(each))
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, each]) => [name, exact(each)]))
}
