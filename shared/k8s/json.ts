/** A value of JSON, exact: integers beyond 2^53 are bigints. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

/** Whether two values are the same JSON; the order of an object's fields does not matter. */
export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((each: Json, index) => isSameJson(each, b[index] as Json))
  }
  const [left, right] = [a as JsonObject, b as JsonObject]
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every((name) => Object.hasOwn(right, name) && isSameJson(left[name], right[name]))
}

/** JSON text, `indent` spaces a level, bigints as digits. */
export function stringifyJson(value: Json, indent = 2, margin = ''): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = margin + ' '.repeat(indent)
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    const items = value.map((each: Json) => inner + stringifyJson(each, indent, inner))
    return `[\n${items.join(',\n')}\n${margin}]`
  }
  const entries = Object.entries(value as JsonObject)
  if (entries.length === 0) return '{}'
  const lines = entries.map(
    ([name, each]) => `${inner}${JSON.stringify(name)}: ${stringifyJson(each, indent, inner)}`,
  )
  return `{\n${lines.join(',\n')}\n${margin}}`
}

/** JSON text without any space. */
export function compactJson(value: Json): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(compactJson).join()}]`
  const entries = Object.entries(value as JsonObject)
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${compactJson(each)}`).join()}}`
}

const perhapsUnsafe = /\d{16}/

/**
 * Reads JSON; integers that a number would round become bigints. Throws SyntaxError. A fraction keeps what a number can
 * hold.
 */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json
  if (!perhapsUnsafe.test(text)) return value
  const digits: string[] = []
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) => {
    if (token.startsWith('"') || Number.isSafeInteger(Number(token))) return token
    return `{${JSON.stringify(mark)}:${digits.push(token) - 1}}`
  })
  return digits.length === 0
    ? value
    : (JSON.parse(marked, (_name, each: Json) => unmark(each, digits)) as Json)
}

const mark = '\u0000exact'

function unmark(value: Json, digits: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, mark)) return value
  return BigInt(digits[Number((value as JsonObject)[mark])] ?? 0)
}
