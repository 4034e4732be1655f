import { encodeMessage } from '../../shared/k8s/encode'
import type { JsonObject } from '../../shared/k8s/json'
import { normalize } from '../../shared/k8s/normalize'
import { schema } from '../../shared/k8s/schema'
import { wrapObject } from '../../shared/k8s/wrap-object'

/** The value that an API server would store for an object of a kind that is known. */
export function kubernetesObject(apiVersion: string, kind: string, object: JsonObject): Uint8Array {
  const message = schema().kind(apiVersion, kind)
  if (!message) throw new Error(`${kind} of ${apiVersion} is not known.`)
  return wrapObject({ apiVersion, kind }, encodeMessage(message, normalize(message, object)))
}
