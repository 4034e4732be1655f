import { textToBytes } from '../../shared/etcd/key'
import { compactJson, type JsonObject } from '../../shared/k8s/json'
import { newObject } from '../../shared/k8s/new-object'

/** One key of the sample registry, as an API server would store it. */
export interface SampleObject {
  readonly key: Uint8Array
  readonly value: Uint8Array
  /** Events hang on a lease, as an API server's do. */
  readonly isEvent: boolean
}

/** A built-in kind: stored as protobuf under `/registry/RESOURCE/[NAMESPACE/]NAME`. */
export function builtIn(resource: string, object: JsonObject): SampleObject {
  return { key: keyOf(resource, object), value: newObject(object), isEvent: resource === 'events' }
}

/** A custom resource: an API server stores those as JSON, with a line feed at the end. */
export function custom(resource: string, object: JsonObject): SampleObject {
  const value = new TextEncoder().encode(`${compactJson(object)}\n`)
  return { key: keyOf(resource, object), value, isEvent: false }
}

function keyOf(resource: string, object: JsonObject): Uint8Array {
  const { namespace, name } = object['metadata'] as JsonObject
  return textToBytes(['/registry', resource, namespace, name].filter((part) => part !== undefined).join('/'))
}
