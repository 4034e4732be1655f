import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { fromBase64 } from '../wire'
import { compactJson, isSameJson, type Json, type JsonObject } from './json'
import { pairElements } from './pair-elements'
import { isVarint, type Field, type Message } from './schema'
import { parseDuration, parseTime } from './special-text'

/** A message as it is stored, with its JSON. */
export interface Stored {
  readonly bytes: Uint8Array
  readonly json: JsonObject
}

/** One field on the wire: its tag and value together, and the value alone. */
interface Chunk {
  readonly number: number
  readonly whole: Uint8Array
  readonly body: Uint8Array
}

const nothing: Stored = { bytes: new Uint8Array(), json: {} }

/**
 * The bytes of a message after an edit. What did not change keeps its bytes, also fields that nobody knows and odd ways
 * of writing; what changed is written as Kubernetes writes it. `json` must be normalized.
 */
export function encodeMessage(message: Message, json: JsonObject, stored: Stored = nothing): Uint8Array {
  if (stored !== nothing && isSameJson(json, stored.json)) return stored.bytes
  const chunks = readChunks(stored.bytes)
  const changed = new Map<number, Field>()
  for (const field of message.fields) {
    const isNew = stored === nothing || !isSameJson(partOf(field, json), partOf(field, stored.json))
    if (isNew) changed.set(field.number, field)
  }
  const pending = [...changed.keys()].sort((a, b) => a - b)
  const writer = new BinaryWriter()
  const flush = (before: number) => {
    while (pending.length > 0 && (pending[0] as number) < before) {
      const field = changed.get(pending.shift() as number) as Field
      const old = chunks.filter(({ number }) => number === field.number)
      writeField(writer, field, {
        ...{ value: partOf(field, json), was: partOf(field, stored.json) },
        bodies: old.map(({ body }) => body),
      })
    }
  }
  for (const chunk of chunks) {
    flush(chunk.number + 1)
    if (!changed.has(chunk.number)) writer.raw(chunk.whole)
  }
  flush(Infinity)
  return writer.finish()
}

/** A field's part of its message's JSON; of an inline field, an object with its names. */
function partOf(field: Field, json: JsonObject): Json | undefined {
  if (!field.isInline) return json[field.name]
  const names = namesOf(field.message as Message)
  const part = Object.fromEntries(Object.entries(json).filter(([name]) => names.has(name)))
  return Object.keys(part).length === 0 && field.isPointer ? undefined : part
}

const names = new WeakMap<Message, ReadonlySet<string>>()

function namesOf(message: Message): ReadonlySet<string> {
  const known = names.get(message)
  if (known) return known
  const own = message.fields.flatMap((field) =>
    field.isInline ? [...namesOf(field.message as Message)] : [field.name],
  )
  const set = new Set(own)
  names.set(message, set)
  return set
}

function readChunks(bytes: Uint8Array): Chunk[] {
  const reader = new BinaryReader(bytes)
  const chunks: Chunk[] = []
  while (reader.pos < reader.len) {
    const start = reader.pos
    const [number, wireType] = reader.tag()
    const valueStart = reader.pos
    reader.skip(wireType, number)
    const end = reader.pos
    let bodyStart = valueStart
    if (wireType === 2) {
      reader.pos = valueStart
      reader.uint32()
      bodyStart = reader.pos
      reader.pos = end
    }
    chunks.push({ number, whole: bytes.subarray(start, end), body: bytes.subarray(bodyStart, end) })
  }
  return chunks
}

interface FieldEdit {
  readonly value: Json | undefined
  readonly was: Json | undefined
  /** The old values on the wire, in their order. */
  readonly bodies: readonly Uint8Array[]
}

function writeField(writer: BinaryWriter, field: Field, { value, was, bodies }: FieldEdit): void {
  if (field.isRepeated) {
    const before = isList(was) ? was : []
    const pairs = pairElements(before, isList(value) ? value : [])
    pairs.forEach(({ element, at }) =>
      writeOne(writer, field, element, at === undefined ? undefined : { body: bodies[at], was: before[at] }),
    )
  } else if (field.isMap) writeMap(writer, field, value)
  else if (value === undefined || value === null) writeAbsent(writer, field)
  else writeOne(writer, field, value, { body: bodies.at(-1), was })
}

/** Go's generated code writes what is no pointer also when it is zero. */
function writeAbsent(writer: BinaryWriter, field: Field) {
  if (field.isPointer || field.type === 'y' || field.message?.isList) return
  switch (field.type) {
    case 's':
      return writeOne(writer, field, '')
    case 'b':
      return writeOne(writer, field, false)
    case 'i':
    case 'l':
      return writeOne(writer, field, 0)
    case '#':
      return writeOne(writer, field, {})
    default:
      writer.tag(field.number, WireType.LengthDelimited).bytes(new Uint8Array())
  }
}

function writeMap(writer: BinaryWriter, field: Field, value: Json | undefined) {
  const entries = Object.entries((value ?? {}) as JsonObject)
  for (const [key, each] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
    writer.tag(field.number, WireType.LengthDelimited).fork()
    writer.tag(1, WireType.LengthDelimited).string(key)
    writeOne(writer, { ...field, number: 2 }, each)
    writer.join()
  }
}

function writeOne(
  writer: BinaryWriter,
  field: Field,
  value: Json,
  old?: { readonly body: Uint8Array | undefined; readonly was: Json | undefined },
): void {
  writer.tag(field.number, isVarint(field) ? WireType.Varint : WireType.LengthDelimited)
  const { type, message } = field
  switch (type) {
    case 's':
      return void writer.string(value as string)
    case 'y':
      return void writer.bytes(fromBase64(value as string))
    case 'b':
      return void writer.bool(value as boolean)
    case 'i':
      return void writer.int32(Number(value))
    case 'l':
      return void writer.int64(BigInt(value as number))
    case '#': {
      if (message?.isList) {
        writer.fork()
        for (const each of value as readonly Json[]) writeOne(writer, message.fields[0] as Field, each)
        return void writer.join()
      }
      const isOld = old?.body !== undefined && typeof old.was === 'object' && old.was !== null
      const stored = isOld ? { bytes: old.body as Uint8Array, json: old.was as JsonObject } : nothing
      return void writer.bytes(encodeMessage(message as Message, value as JsonObject, stored))
    }
    default:
      return void writer.bytes(specialBytes(type, value))
  }
}

function specialBytes(type: 'T' | 'U' | 'D' | 'Q' | 'I' | 'J', value: Json): Uint8Array {
  const writer = new BinaryWriter()
  if (value === null) return writer.finish()
  switch (type) {
    case 'T':
    case 'U': {
      const { seconds, nanos } = parseTime(value as string, type) ?? { seconds: 0n, nanos: 0 }
      writer.tag(1, WireType.Varint).int64(seconds).tag(2, WireType.Varint).int32(nanos)
      break
    }
    case 'D':
      writer.tag(1, WireType.Varint).int64(parseDuration(value as string)?.nanos ?? 0n)
      break
    case 'Q':
      writer.tag(1, WireType.LengthDelimited).string(value as string)
      break
    case 'I': {
      const isText = typeof value === 'string'
      writer.tag(1, WireType.Varint).int64(isText ? 1 : 0)
      writer.tag(2, WireType.Varint).int32(isText ? 0 : Number(value))
      writer.tag(3, WireType.LengthDelimited).string(isText ? value : '')
      break
    }
    case 'J':
      writer.tag(1, WireType.LengthDelimited).string(compactJson(value))
  }
  return writer.finish()
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
