import { BinaryReader } from '@bufbuild/protobuf/wire'
import { toBase64 } from '../wire'
import { assemble, put, zeroValue, type MutableObject } from './assemble'
import type { Json, JsonObject } from './json'
import { isVarint, type Field, type Message } from './schema'
import { number64, readSpecial, zeroOf, type SpecialType } from './special'
import { readText } from './text'

/** A field on the wire that the table does not know: newer than the table, or of another wire type than it says. */
export interface UnknownField {
  /** Where, in terms of the JSON: `['spec', 'template']`; empty: at the top. */
  readonly path: readonly (string | number)[]
  readonly number: number
  readonly wireType: number
  /** Its value on the wire, without the tag. */
  readonly bytes: Uint8Array
}

/** Decodes messages of one value; keeps what it did not know in `unknown`. Throws on anything that is no such message. */
export class Decoder {
  readonly unknown: UnknownField[] = []
  readonly #path: (string | number)[] = []

  constructor(readonly bytes: Uint8Array) {}

  /** The JSON of a whole message between two offsets, in the order of the Go struct. */
  object(message: Message, start = 0, end = this.bytes.length): JsonObject {
    const reader = new BinaryReader(this.bytes)
    reader.pos = start
    return assemble(message, this.#slots(message, reader, end))
  }

  #slots(message: Message, reader: BinaryReader, end: number): Json[] {
    if (end > reader.len) throw new RangeError('A message goes beyond the end of the value.')
    const { fields, indexes } = message
    const slots: Json[] = new Array(fields.length)
    while (reader.pos < end) {
      const [number, wireType] = reader.tag()
      const index = indexes[number]
      const field = index === undefined ? undefined : fields[index]
      if (field === undefined || index === undefined || !this.#read(field, index, slots, reader, wireType))
        this.#keep(number, wireType, reader)
    }
    if (reader.pos > end) throw new RangeError('A field goes beyond the end of its message.')
    return slots
  }

  /** Reads one occurrence of a field into its slot; false, with nothing read, when its wire type is another. */
  #read(field: Field, index: number, slots: Json[], reader: BinaryReader, wireType: number): boolean {
    if (isVarint(field) && !field.isMap && field.isRepeated && wireType === 2) {
      const end = reader.uint32() + reader.pos
      const list = (slots[index] ??= []) as Json[]
      while (reader.pos < end) list.push(this.#scalar(field, reader))
      return true
    }
    if (wireType !== (isVarint(field) && !field.isMap ? 0 : 2)) return false
    if (!field.isInline) this.#path.push(field.name)
    if (field.isMap) this.#entry(field, (slots[index] ??= {}) as MutableObject, reader)
    else if (field.isRepeated) {
      const list = (slots[index] ??= []) as Json[]
      this.#path.push(list.length)
      list.push(this.#value(field, reader))
      this.#path.pop()
    } else {
      // Which of them counts depends on who reads it.
      if (slots[index] !== undefined) throw new Error(`${field.name} is stored twice.`)
      slots[index] = this.#value(field, reader)
    }
    if (!field.isInline) this.#path.pop()
    return true
  }

  #value(field: Field, reader: BinaryReader): Json {
    switch (field.type) {
      case 's':
        return readText(reader.bytes())
      case 'y':
        return toBase64(reader.bytes())
      case 'b':
      case 'i':
      case 'l':
        return this.#scalar(field, reader)
      case '#': {
        const message = field.message as Message
        const end = reader.uint32() + reader.pos
        const slots = this.#slots(message, reader, end)
        return message.isList ? (slots[0] ?? []) : assemble(message, slots)
      }
      default:
        return this.#special(field.type, reader)
    }
  }

  #scalar({ type }: Field, reader: BinaryReader): Json {
    if (type === 'b') return reader.bool()
    return type === 'i' ? reader.int32() : number64(reader.int64())
  }

  #special(type: SpecialType, reader: BinaryReader): Json {
    const length = reader.uint32()
    const start = reader.pos
    const end = start + length
    if (end > reader.len) throw new RangeError('A message goes beyond the end of the value.')
    const value = readSpecial(type, reader, end)
    if (value !== undefined) return value
    // Something in it is newer than this reader: all of it is kept as it is.
    this.unknown.push({
      ...{ path: [...this.#path], number: 0, wireType: 2 },
      bytes: this.bytes.subarray(start, end),
    })
    reader.pos = end
    return zeroOf[type]
  }

  #entry(field: Field, map: MutableObject, reader: BinaryReader) {
    const end = reader.uint32() + reader.pos
    if (end > reader.len) throw new RangeError('A map entry goes beyond the end of the value.')
    let key = ''
    let value: Json | undefined
    while (reader.pos < end) {
      const [number, wireType] = reader.tag()
      if (number === 1 && wireType === 2) key = readText(reader.bytes())
      else if (number === 2 && wireType === (isVarint(field) ? 0 : 2)) {
        this.#path.push(key)
        value = this.#value(field, reader)
        this.#path.pop()
      } else this.#keep(number, wireType, reader)
    }
    if (reader.pos > end) throw new RangeError('A field goes beyond the end of its message.')
    if (Object.hasOwn(map, key)) throw new Error(`${field.name} holds ${JSON.stringify(key)} twice.`)
    put(map, key, value ?? zeroValue(field))
  }

  #keep(number: number, wireType: number, reader: BinaryReader) {
    const bytes = reader.skip(wireType, number)
    this.unknown.push({ path: [...this.#path], number, wireType, bytes })
  }
}
