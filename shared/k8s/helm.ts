import { isRecord } from '../history/field-changes'
import type { JsonObject } from './json'

/** What a Secret says of the Helm release that it holds (Helm 3's storage); undefined for another object. */
export function helmRelease(object: JsonObject): string | undefined {
  if (object['kind'] !== 'Secret' || object['type'] !== 'helm.sh/release.v1') return undefined
  const { metadata } = object
  const labels = isRecord(metadata) && isRecord(metadata['labels']) ? metadata['labels'] : {}
  const { name, version, status } = labels
  return `Helm release ${String(name ?? '')}, revision ${String(version ?? '?')}, ${String(status ?? 'of unknown state')}`
}
