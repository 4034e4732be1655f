import type { Json, JsonObject } from './json'

/**
 * An object as lines to be searched: `name: value`, indented as YAML is, in the order of the object. Nothing is quoted, so
 * it cannot be read back; `toYaml` is for that, and takes ten times as long.
 */
export function plainLines(object: JsonObject): string {
  const lines: string[] = []
  addFields(object, '', lines)
  return lines.join('\n')
}

function addFields(object: JsonObject, margin: string, lines: string[]): void {
  for (const [name, value] of Object.entries(object)) {
    const word = wordOf(value)
    lines.push(word === undefined ? `${margin}${name}:` : `${margin}${name}: ${word}`)
    if (word === undefined) add(value as Many, Array.isArray(value) ? margin : `${margin}  `, lines)
  }
}

function add(value: Many, margin: string, lines: string[]): void {
  if (!isList(value)) return addFields(value, margin, lines)
  for (const item of value) {
    const word = wordOf(item)
    const first = lines.length
    if (word === undefined) add(item as Many, `${margin}  `, lines)
    lines[first] = `${margin}- ${word ?? (lines[first] ?? '').slice(margin.length + 2)}`
  }
}

type Many = readonly Json[] | JsonObject

/** What fits behind a name: a scalar, or that there is nothing in it; undefined for what needs lines of its own. */
function wordOf(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined
  return Object.keys(value).length === 0 ? '{}' : undefined
}

const isList = (value: Many): value is readonly Json[] => Array.isArray(value)
