import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { messageOf } from './decode-object'
import { Decoder, type UnknownField } from './decode'
import { encodeMessage } from './encode'
import { readEnvelope } from './envelope'
import { checkIdentity, keepVersion } from './identity'
import { isSameJson, type JsonObject } from './json'
import { normalize } from './normalize'
import { schema, type Schema } from './schema'

export interface EditedObject {
  /** The whole value to be stored. The same bytes where nothing changed. */
  readonly value: Uint8Array
  /** Stored fields that nobody knows and that go because what held them was taken out. */
  readonly lost: readonly UnknownField[]
}

/**
 * The value after its object was edited. `typed` is all of it as {@link decodeObject} shows it, with changes;
 * its resource version is left as it is stored. What did not change keeps its bytes. The result is decoded again
 * and compared with what was typed before it is returned.
 *
 * Throws {@link FieldError} for what cannot be stored at its place, and for another object's identity; Error when the
 * value is no Kubernetes protobuf, or what would be stored does not read as what was typed.
 */
export function editObject(value: Uint8Array, typed: JsonObject, from: Schema = schema()): EditedObject {
  const form = readEnvelope(value)
  if (form.form !== 'protobuf') throw new Error('This is no Kubernetes object in protobuf form.')
  const message = messageOf(form, from)
  const { lengthStart, start, end } = form
  const decoder = new Decoder(value)
  const stored = decoder.object(message, start, end)
  const { apiVersion, kind } = form
  const before = { kind, apiVersion, ...stored }
  checkIdentity(before, typed)
  const json = normalize(message, keepVersion(typed, before))
  if (isSameJson(json, stored)) return { value, lost: [] }

  const bytes = encodeMessage(message, json, { bytes: value.subarray(start, end), json: stored })
  const again = new Decoder(bytes)
  if (!isSameJson(again.object(message), json))
    throw new Error('What would be stored does not read as what was typed; nothing was changed.')
  const writer = new BinaryWriter()
  writer.raw(value.subarray(0, lengthStart)).bytes(bytes).raw(value.subarray(end))
  return { value: writer.finish(), lost: missing(decoder.unknown, again.unknown) }
}

/** Those of `before` that are not in `after` any more, wherever they stand now. */
function missing(before: readonly UnknownField[], after: readonly UnknownField[]): UnknownField[] {
  const left = new Map<string, number>()
  const signature = ({ path, number, wireType, bytes }: UnknownField) =>
    [path.filter((step) => typeof step === 'string').join('/'), number, wireType, bytes.join()].join('|')
  for (const each of after) left.set(signature(each), (left.get(signature(each)) ?? 0) + 1)
  return before.filter((each) => {
    const count = left.get(signature(each)) ?? 0
    if (count > 0) left.set(signature(each), count - 1)
    return count === 0
  })
}
