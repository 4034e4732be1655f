import { assemble, put, type MutableObject } from './assemble'
import { FieldError, pathText } from './field-error'
import type { Json, JsonObject } from './json'
import type { Field, Message } from './schema'
import { parseDuration, parseTime, quantityText } from './special-text'

type Path = readonly (string | number)[]

/**
 * What was typed, as decoding would show it after it was stored: zero values as Go prints them, numbers where a quantity
 * is meant as their text. Throws {@link FieldError} for a name the message does not have and for a value of the wrong
 * type, with what is expected.
 */
export function normalize(message: Message, typed: Json, path: Path = []): JsonObject {
  const object = objectAt(typed, path)
  const known = new Set(message.isKind ? ['kind', 'apiVersion'] : [])
  const slots = fill(message, object, { path, known })
  for (const name of Object.keys(object))
    if (!known.has(name))
      throw new FieldError([...path, name], `There is no field ${pathText([...path, name])} in this kind.`)
  return assemble(message, slots)
}

function fill(
  message: Message,
  object: JsonObject,
  { path, known }: { readonly path: Path; readonly known: Set<string> },
): (Json | undefined)[] {
  return message.fields.map((field) => {
    if (field.isInline) {
      const inner = field.message as Message
      const slots = fill(inner, object, { path, known })
      const isEmpty = slots.every((slot) => slot === undefined)
      return isEmpty && field.isPointer ? undefined : assemble(inner, slots)
    }
    known.add(field.name)
    const value = object[field.name]
    if (value === undefined || value === null || isNothing(field, value)) return undefined
    return valueOf(field, value, [...path, field.name])
  })
}

/** An empty list or map is not stored: it reads as one that is not there. */
function isNothing(field: Field, value: Json): boolean {
  if (field.isRepeated) return Array.isArray(value) && value.length === 0
  return field.isMap && typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function valueOf(field: Field, value: Json, path: Path): Json {
  if (field.isRepeated) return list(value, path, (each, at) => one(field, each, at))
  if (!field.isMap) return one(field, value, path)
  const map: MutableObject = {}
  for (const [name, each] of Object.entries(objectAt(value, path)))
    put(map, name, one(field, each, [...path, name]))
  return map
}

function list(value: Json, path: Path, read: (each: Json, at: Path) => Json): Json {
  if (!Array.isArray(value)) throw wrong(path, 'a list', value)
  return value.map((each: Json, index) => read(each, [...path, index]))
}

function one(field: Field, value: Json, path: Path): Json {
  const { type, message } = field
  switch (type) {
    case 's':
      if (typeof value !== 'string') throw wrong(path, 'text', value)
      return value
    case 'y':
      if (typeof value !== 'string' || !isBase64(value)) throw wrong(path, 'base64', value)
      return value
    case 'b':
      if (typeof value !== 'boolean') throw wrong(path, 'true or false', value)
      return value
    case 'i':
      if (!isWhole(value) || value < -2147483648 || value > 2147483647)
        throw wrong(path, 'a whole number of 32 bits', value)
      return value
    case 'l':
      if (!isWhole(value) || BigInt.asIntN(64, BigInt(value)) !== BigInt(value))
        throw wrong(path, 'a whole number of 64 bits', value)
      return value
    case 'T':
    case 'U': {
      if (value === null) return null
      const time = typeof value === 'string' ? parseTime(value, type) : undefined
      if (!time) throw wrong(path, 'a time such as 2026-01-31T08:00:00Z', value)
      return time.text
    }
    case 'D': {
      const duration = typeof value === 'string' ? parseDuration(value) : undefined
      if (!duration) throw wrong(path, 'a duration such as 1h30m0s', value)
      return duration.text
    }
    case 'Q': {
      const text = quantityText(value)
      if (text === undefined) throw wrong(path, 'a quantity such as 500m, 2 or 64Mi', value)
      return text
    }
    case 'I':
      if (typeof value !== 'string' && !isWhole(value)) throw wrong(path, 'a whole number or text', value)
      return value
    case 'J':
      return value
    case '#':
      if (message?.isList) return list(value, path, (each, at) => one(message.fields[0] as Field, each, at))
      return normalize(message as Message, value, path)
  }
}

/** Standard base64, padded, without any space. */
const isBase64 = (text: string) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0

const isWhole = (value: Json): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))

function objectAt(value: Json, path: Path): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(path, 'a map of names to values', value)
  return value as JsonObject
}

function wrong(path: Path, expected: string, found: Json): FieldError {
  const where = path.length === 0 ? 'The document' : pathText(path)
  return new FieldError(path, `${where} must be ${expected}, not ${words(found)}.`)
}

function words(value: Json): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : String(value)
}
