import { isSameJson, type Json, type JsonObject } from './json'

export interface Pair {
  readonly element: Json
  /** The index of the old element that it is a new version of; absent when it is new. */
  readonly at?: number
}

/** What tells an element of a Kubernetes list from its neighbours, the surest first. */
const identities = ['name', 'key', 'uid', 'containerPort', 'port', 'ip', 'type', 'mountPath'] as const

/**
 * Finds for each element the old one whose stored bytes it goes on with: by place when none came or went, else the
 * same one, else the one of the same name.
 */
export function pairElements(before: readonly Json[], after: readonly Json[]): Pair[] {
  if (before.length === after.length) return after.map((element, at) => ({ element, at }))
  const free = new Set(before.keys())
  const take = (isIt: (old: Json) => boolean) => {
    for (const at of free)
      if (isIt(before[at] as Json)) {
        free.delete(at)
        return at
      }
    return undefined
  }
  const same = after.map((element) => take((old) => isSameJson(old, element)))
  return after.map((element, index) => ({ element, at: same[index] ?? take((old) => isAlike(old, element)) }))
}

function isAlike(a: Json, b: Json): boolean {
  const [left, right] = [a, b].map((each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each) ? (each as JsonObject) : {},
  ) as [JsonObject, JsonObject]
  const identity = identities.find((name) => left[name] !== undefined && right[name] !== undefined)
  return identity !== undefined && left[identity] === right[identity]
}
