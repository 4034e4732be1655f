import {
  decodeObject,
  withResourceVersion,
  type DecodedObject,
} from '../../../../../shared/k8s/decode-object'
import { editObject } from '../../../../../shared/k8s/edit-object'
import { readEnvelope } from '../../../../../shared/k8s/envelope'
import { FieldError } from '../../../../../shared/k8s/field-error'
import { fromYaml, type YamlProblem } from '../../../../../shared/k8s/from-yaml'
import { helmRelease } from '../../../../../shared/k8s/helm'
import type { JsonObject } from '../../../../../shared/k8s/json'
import { editJsonObject, readJsonObject } from '../../../../../shared/k8s/json-object'
import { maskSecret } from '../../../../../shared/k8s/mask-secret'
import { toYaml } from '../../../../../shared/k8s/to-yaml'
import type { Unwrapped, UnwrapOptions } from '../unwrap-value'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const bypassed =
  'Saving here goes past the API server: nothing is validated, defaulted or admitted, and no manager is noted.'

/**
 * What Kubernetes stores, as the YAML that kubectl shows, to be edited: what is typed becomes the object's protobuf with
 * the bytes of everything else as they were, or its JSON. An object that cannot be read says why, as bytes; a Secret's
 * data is masked unless `showsSecrets`. Undefined for what is none of Kubernetes.
 */
export function viewStored(value: Uint8Array, options: UnwrapOptions): Unwrapped | undefined {
  try {
    const form = readEnvelope(value)
    switch (form.form) {
      case 'protobuf': {
        const found = decodeObject(value)
        return found && viewObject(found.object, value, { ...options, notes: notesOf(found, value) })
      }
      case 'json': {
        const object = readJsonObject(value)
        return object && viewObject(object, value, { ...options, notes: [] })
      }
      case 'encrypted':
        return {
          ...{ bytes: value, label: `Encrypted at rest · ${form.provider}` },
          readOnlyBecause: `The API server encrypted this value (provider ${form.provider}, key ${form.keyName}): only it can read it.`,
        }
      case 'cbor': {
        const readOnlyBecause = 'A Kubernetes object in CBOR, which etcdesk does not read.'
        return { bytes: value, label: 'Kubernetes, CBOR', readOnlyBecause }
      }
      case 'other':
        return undefined
    }
  } catch (error) {
    return damaged(value, error)
  }
}

function viewObject(
  stored: JsonObject,
  value: Uint8Array,
  { modRevision, showsSecrets, notes }: UnwrapOptions & { readonly notes: readonly string[] },
): Unwrapped {
  const object = modRevision === undefined ? stored : withResourceVersion(stored, modRevision)
  const release = helmRelease(object)
  const label = `Kubernetes · ${String(object['kind'])}${release ? ' · Helm release' : ''}`
  const told = release ? [...notes, `${release}; its data is gzip inside base64.`] : notes
  const masked = showsSecrets ? undefined : maskSecret(object)
  if (masked)
    return {
      ...{ bytes: encoder.encode(toYaml(masked)), label, isMasked: true, notes: told },
      readOnlyBecause: "This Secret's data is masked.",
    }
  const text = toYaml(object)
  return {
    ...{ bytes: encoder.encode(text), label, notes: [...told, bypassed] },
    // The very text leads to the very bytes, also where the object was written in an odd way.
    rewrap: (typed) => (decoder.decode(typed) === text ? value : store(value, decoder.decode(typed))),
  }
}

function damaged(value: Uint8Array, error: unknown): Unwrapped {
  const why = error instanceof Error ? error.message : 'it is no object'
  const readOnlyBecause = `This Kubernetes object cannot be read: ${why}`
  return { bytes: value, label: 'Kubernetes, damaged', readOnlyBecause }
}

function notesOf({ kind, apiVersion, isKnownKind, unknown }: DecodedObject, value: Uint8Array): string[] {
  const bytes = unknown.reduce((sum, field) => sum + field.bytes.length, 0)
  const fields = unknown.length === 1 ? '1 stored field' : `${unknown.length} stored fields`
  const kept = `${fields} (${bytes} of ${value.length} bytes) that etcdesk has no name for; an edit keeps them as they are.`
  if (!isKnownKind)
    return [`etcdesk does not know ${kind} of ${apiVersion}: its metadata is shown, and ${kept}`]
  return unknown.length === 0 ? [] : [`It holds ${kept}`]
}

/** The value for a text that was typed; throws what is wrong with it, at its line. */
function store(value: Uint8Array, text: string): Uint8Array {
  const read = fromYaml(text)
  if ('problems' in read) throw new Error(atLine(read.problems[0]))
  try {
    if (value[0] === 0x7b) return editJsonObject(value, asObject(read.value))
    const { value: stored, lost } = editObject(value, asObject(read.value))
    if (lost.length > 0)
      throw new Error(
        `What was taken out holds ${lost.length} stored fields that etcdesk has no name for; they would be lost with it. Delete it with kubectl, or edit as Hex.`,
      )
    return stored
  } catch (error) {
    throw error instanceof FieldError ? new Error(atLine(read.problemAt(error))) : error
  }
}

function asObject(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new FieldError([], 'A Kubernetes object is a map of names to values.')
}

const atLine = (problem: YamlProblem | undefined) =>
  problem ? `Line ${problem.line}: ${problem.message}` : 'This is no YAML.'
