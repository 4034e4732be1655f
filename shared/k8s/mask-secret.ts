import type { Json, JsonObject } from './json'

/** Numbers for what is masked, so that a change is seen: the same text has the same number as long as the process lives. */
const numbers = new Map<string, number>()
const numbersAtMost = 10_000

function maskOf(text: Json | undefined): string {
  const key = typeof text === 'string' ? text : ''
  if (numbers.size >= numbersAtMost) numbers.clear()
  if (!numbers.has(key)) numbers.set(key, numbers.size + 1)
  return `•••••••• (${numbers.get(key)})`
}

const secretFields = ['data', 'stringData'] as const

/** A Secret with its data masked, names and all else as they are; undefined for another kind, or where there is none. */
export function maskSecret(object: JsonObject): JsonObject | undefined {
  if (object['kind'] !== 'Secret') return undefined
  const masked: Record<string, Json> = { ...object }
  let isMasked = false
  for (const field of secretFields) {
    const data = object[field]
    if (typeof data !== 'object' || data === null || Array.isArray(data)) continue
    isMasked ||= Object.keys(data).length > 0
    masked[field] = Object.fromEntries(
      Object.keys(data).map((name) => [name, maskOf((data as JsonObject)[name])]),
    )
  }
  return isMasked ? hideApplied(masked) : undefined
}

/** kubectl keeps what was applied, the data included, in an annotation. */
function hideApplied(object: Record<string, Json>): JsonObject {
  const metadata = object['metadata'] as JsonObject | undefined
  const annotations = metadata?.['annotations'] as JsonObject | undefined
  const name = 'kubectl.kubernetes.io/last-applied-configuration'
  if (!annotations || annotations[name] === undefined) return object
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...annotations, [name]: maskOf(annotations[name]) } },
  }
}
