import { encodeMessage } from './encode'
import type { JsonObject } from './json'
import { normalize } from './normalize'
import { schema } from './schema'
import { wrapObject } from './wrap-object'

/**
 * The value that an API server would store for a new object. `object` says its own `apiVersion` and `kind`. Throws
 * FieldError for what does not fit its kind, and Error for a kind that the table does not have.
 */
export function newObject(object: JsonObject): Uint8Array {
  const apiVersion = String(object['apiVersion'])
  const kind = String(object['kind'])
  const message = schema().kind(apiVersion, kind)
  if (!message) throw new Error(`${kind} of ${apiVersion} is not known.`)
  return wrapObject({ apiVersion, kind }, encodeMessage(message, normalize(message, object)))
}
