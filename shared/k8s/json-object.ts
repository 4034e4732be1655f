import { isRecord } from '../history/field-changes'
import { FieldError } from './field-error'
import { checkIdentity, keepVersion } from './identity'
import { compactJson, isSameJson, parseJson, type Json, type JsonObject } from './json'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** An object that is stored as JSON, as custom resources are; undefined for what is none. */
export function readJsonObject(value: Uint8Array): JsonObject | undefined {
  try {
    const parsed = parseJson(decoder.decode(value))
    const isObject =
      isRecord(parsed) &&
      typeof parsed['apiVersion'] === 'string' &&
      typeof parsed['kind'] === 'string' &&
      isRecord(parsed['metadata'])
    return isObject ? (parsed as JsonObject) : undefined
  } catch {
    return undefined
  }
}

/**
 * The value after its object was edited: JSON as an API server writes it, fields in the order in which they were. `typed`
 * is all of it as it is shown, with changes. Throws {@link FieldError} for another object's identity, and Error when the
 * value is no such object.
 */
export function editJsonObject(value: Uint8Array, typed: JsonObject): Uint8Array {
  const before = readJsonObject(value)
  if (!before) throw new Error('This is no Kubernetes object in JSON form.')
  checkIdentity(before, typed)
  const after = keepVersion(typed, before)
  if (isSameJson(after, before)) return value
  if (!isRecord(after['metadata']))
    throw new FieldError(['metadata'], 'metadata must be a map of names to values.')
  const end = value.at(-1) === 0x0a ? '\n' : ''
  const bytes = new TextEncoder().encode(`${compactJson(inOrderOf(before, after))}${end}`)
  if (!isSameJson(readJsonObject(bytes), after))
    throw new Error('What would be stored does not read as what was typed; nothing was changed.')
  return bytes
}

/** The same JSON with the names that `before` has first, in its order. */
function inOrderOf(before: Json | undefined, after: Json): Json {
  if (Array.isArray(after)) {
    const old: readonly Json[] = Array.isArray(before) ? before : []
    return after.map((each: Json, index) => inOrderOf(old[index], each))
  }
  if (!isRecord(after) || !isRecord(before)) return after
  const [old, now] = [before as JsonObject, after as JsonObject]
  const names = [...Object.keys(old).filter((name) => Object.hasOwn(now, name)), ...Object.keys(now)]
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, inOrderOf(old[name], now[name] as Json)]),
  )
}
