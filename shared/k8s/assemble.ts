import type { Json, JsonObject } from './json'
import type { Field, Message } from './schema'
import { zeroOf, type SpecialType } from './special'

/** An object while it is made. */
export type MutableObject = Record<string, Json>

/**
 * The JSON of a message from its fields' values by index, as Go prints the struct: in its order, without what
 * `omitempty` and `omitzero` drop, with `null` and zero for what they do not.
 */
export function assemble({ fields }: Message, slots: readonly (Json | undefined)[]): JsonObject {
  const object: MutableObject = {}
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] as Field
    const value = slots[index]
    if (field.isInline) {
      if (value !== undefined || !field.isPointer)
        Object.assign(object, value ?? assemble(field.message as Message, []))
    } else if (value === undefined) {
      const zero = absent(field)
      if (zero !== undefined) object[field.name] = zero
    } else if (!isDropped(field, value))
      object[field.name] = field.isMap ? sorted(value as MutableObject) : value
  }
  return object
}

/** What JSON shows for a field that is not stored; undefined: nothing. */
function absent(field: Field): Json | undefined {
  const isNil = field.isRepeated || field.isMap || field.isPointer || field.message?.isList === true
  if (isNil || field.type === 'y') return field.omitsEmpty || field.omitsZero ? undefined : null
  if (field.omitsZero || (field.omitsEmpty && isScalar(field))) return undefined
  return zeroValue(field)
}

/** The zero of one value of the field's type. */
export function zeroValue({ type, message }: Field): Json {
  switch (type) {
    case 's':
    case 'y':
      return ''
    case 'b':
      return false
    case 'i':
    case 'l':
      return 0
    case '#':
      return message?.isList ? [] : assemble(message as Message, [])
    default:
      return zeroOf[type]
  }
}

const isScalar = ({ type }: Field) => 'sybil'.includes(type)

/** Go's `omitempty` and `omitzero` for a value that is stored. */
function isDropped(field: Field, value: Json): boolean {
  if (field.isPointer) return false
  if (field.omitsZero && field.type !== '#' && value === zeroOf[field.type as SpecialType]) return true
  if (!field.omitsEmpty) return false
  if (Array.isArray(value)) return value.length === 0
  if (field.isMap) return Object.keys(value as JsonObject).length === 0
  return isScalar(field) && (value === '' || value === 0 || value === false)
}

/** Sets a name of an object, also one that means something to JavaScript. */
export function put(map: MutableObject, key: string, value: Json): void {
  if (key !== '__proto__') map[key] = value
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
}

function sorted(map: MutableObject): MutableObject {
  const keys = Object.keys(map)
  if (keys.every((key, index) => index === 0 || (keys[index - 1] as string) < key)) return map
  const result: MutableObject = {}
  for (const key of keys.sort()) put(result, key, map[key] as Json)
  return result
}
