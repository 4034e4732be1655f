import { Decoder, type UnknownField } from './decode'
import { readEnvelope, type StoredForm } from './envelope'
import type { JsonObject } from './json'
import { schema, type Message, type Schema } from './schema'

/** A Kubernetes object out of its protobuf form. */
export interface DecodedObject {
  readonly apiVersion: string
  readonly kind: string
  /** `kind` and `apiVersion` first, then the fields in the order of Kubernetes' own types. */
  readonly object: JsonObject
  /** What is stored and not part of `object`; never lost by an edit. */
  readonly unknown: readonly UnknownField[]
  /** False for a kind the table does not have: then only its metadata is decoded. */
  readonly isKnownKind: boolean
}

export type ProtobufForm = Extract<StoredForm, { form: 'protobuf' }>

/** The message of a kind; of one that is not known, the part that every object has. */
export function messageOf({ apiVersion, kind }: ProtobufForm, from: Schema): Message {
  return from.kind(apiVersion, kind) ?? anyObject(from)
}

function anyObject(from: Schema): Message {
  const message = from.message('k8s.io.apimachinery.pkg.apis.meta.v1.ObjectMeta')
  const flags = { isRepeated: false, isMap: false, isPointer: false, isInline: false }
  const omits = { omitsEmpty: true, omitsZero: false }
  return {
    ...{ name: '', isKind: true, isList: false, indexes: [undefined, 0] },
    fields: [{ name: 'metadata', number: 1, type: '#', message, ...flags, ...omits }],
  }
}

/**
 * Decodes a value that is Kubernetes protobuf; undefined when it is something else. Throws when the value says it is
 * one and cannot be read: cut off, damaged, or text that is not UTF-8. `from`: another release's table.
 */
export function decodeObject(value: Uint8Array, from: Schema = schema()): DecodedObject | undefined {
  const form = readEnvelope(value)
  if (form.form !== 'protobuf') return undefined
  const { apiVersion, kind, start, end } = form
  const decoder = new Decoder(value)
  const fields = decoder.object(messageOf(form, from), start, end)
  return {
    ...{ apiVersion, kind, isKnownKind: from.kind(apiVersion, kind) !== undefined },
    object: { kind, apiVersion, ...fields },
    unknown: decoder.unknown,
  }
}

/** The object as `kubectl get` shows it: its resource version is the key's mod revision, which is not stored in it. */
export function withResourceVersion(object: JsonObject, modRevision: bigint): JsonObject {
  const metadata = object['metadata']
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return object
  return { ...object, metadata: { ...(metadata as JsonObject), resourceVersion: String(modRevision) } }
}
