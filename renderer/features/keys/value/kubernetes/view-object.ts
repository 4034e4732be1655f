import {
  decodeObject,
  withResourceVersion,
  type DecodedObject,
} from '../../../../../shared/k8s/decode-object'
import { editObject } from '../../../../../shared/k8s/edit-object'
import { readEnvelope } from '../../../../../shared/k8s/envelope'
import { FieldError } from '../../../../../shared/k8s/field-error'
import { fromYaml, type YamlProblem } from '../../../../../shared/k8s/from-yaml'
import type { JsonObject } from '../../../../../shared/k8s/json'
import { maskSecret } from '../../../../../shared/k8s/mask-secret'
import { toYaml } from '../../../../../shared/k8s/to-yaml'
import type { Unwrapped, UnwrapOptions } from '../unwrap-value'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const bypassed =
  'Saving here goes past the API server: nothing is validated, defaulted or admitted, and no manager is noted.'

/**
 * A Kubernetes object as the YAML that kubectl shows, to be edited: what is typed becomes the object's protobuf with the
 * bytes of everything else as they were. An object that cannot be read says why, as bytes; a Secret's data is masked
 * unless `showsSecrets`.
 */
export function viewObject(value: Uint8Array, { modRevision, showsSecrets }: UnwrapOptions): Unwrapped {
  let found: DecodedObject | undefined
  try {
    found = decodeObject(value)
  } catch (error) {
    return damaged(value, error)
  }
  if (!found) return damaged(value, undefined)
  const label = `Kubernetes · ${found.kind}`
  const object = modRevision === undefined ? found.object : withResourceVersion(found.object, modRevision)
  const masked = showsSecrets ? undefined : maskSecret(object)
  if (masked)
    return {
      ...{ bytes: encoder.encode(toYaml(masked)), label, isMasked: true, notes: notesOf(found, value) },
      readOnlyBecause: "This Secret's data is masked.",
    }
  const text = toYaml(object)
  return {
    ...{ bytes: encoder.encode(text), label, notes: [...notesOf(found, value), bypassed] },
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
  const form = readEnvelope(value)
  if (form.form !== 'protobuf') throw new Error('The stored value is no Kubernetes object.')
  try {
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
