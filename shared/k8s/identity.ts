import { FieldError } from './field-error'
import type { Json, JsonObject } from './json'

/** What says which object this is: changed, it would be another one under this one's key. */
const identity = [
  ['apiVersion'],
  ['kind'],
  ['metadata', 'name'],
  ['metadata', 'namespace'],
  ['metadata', 'uid'],
] as const

/** Throws {@link FieldError} where `typed` is another object than `before`: the key would not be its own. */
export function checkIdentity(before: JsonObject, typed: JsonObject): void {
  for (const path of identity) checkSame(path, before, typed)
}

const at = (object: JsonObject, path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>(
    (value, name) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as JsonObject)[name]
        : undefined,
    object,
  )

function checkSame(path: readonly string[], before: JsonObject, typed: JsonObject) {
  const [is, was] = [at(typed, path), at(before, path)]
  if ((is ?? '') === (was ?? '')) return
  const name = path.at(-1)
  throw new FieldError(
    path,
    `${name} is ${was === undefined ? 'not set' : `"${String(was)}"`} and cannot be changed here: with another one this would be another object under this key.`,
  )
}

/** The resource version that is shown is the key's mod revision; the one that is stored stays. */
export function keepVersion(typed: JsonObject, before: JsonObject): JsonObject {
  const metadata = typed['metadata']
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return typed
  const rest = Object.entries(metadata as JsonObject).filter(([name]) => name !== 'resourceVersion')
  const version = at(before, ['metadata', 'resourceVersion'])
  const kept: JsonObject = Object.fromEntries(rest)
  return {
    ...typed,
    metadata: version === undefined ? kept : { ...kept, resourceVersion: version },
  }
}
