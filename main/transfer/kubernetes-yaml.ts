import type { KeyValue } from '../../shared/contract/kv'
import { bytesToText } from '../../shared/etcd/key'
import { decodeObject, withResourceVersion } from '../../shared/k8s/decode-object'
import { parseJson, type JsonObject } from '../../shared/k8s/json'
import { toYaml } from '../../shared/k8s/to-yaml'
import { isRecord } from '../../shared/history/field-changes'
import type { ExportEncoder } from './formats'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Kubernetes objects as `kubectl get -o yaml` prints them, one document each, for people and for kubectl; a value that is
 * no such object is named in a comment. Secrets are written as they are.
 */
export const kubernetesYaml: ExportEncoder = {
  head: ({ title, revision, clusterId }) =>
    `# ${title} at revision ${revision} of etcd cluster ${clusterId}, exported by etcdesk.\n`,
  entry: (kv) => {
    const object = objectOf(kv)
    const key = bytesToText(kv.key)
    if (typeof object === 'string') return `# ${key}: left out, ${object}\n`
    return `---\n# ${key}\n${toYaml(withResourceVersion(object, kv.modRevision))}`
  },
  tail: (_facts, keys) => `# ${keys} ${keys === 1 ? 'key' : 'keys'}\n`,
}

/** Or why it cannot be written as one: half an object would mislead. */
function objectOf({ value }: KeyValue): JsonObject | string {
  try {
    const decoded = decodeObject(value)
    if (decoded?.unknown.length === 0) return decoded.object
    if (decoded) return `it holds ${decoded.unknown.length} fields that etcdesk has no name for`
    const parsed = value[0] === 0x7b ? parseJson(decoder.decode(value)) : undefined
    const isObject = isRecord(parsed) && typeof parsed['kind'] === 'string' && isRecord(parsed['metadata'])
    return isObject ? (parsed as JsonObject) : `no Kubernetes object, ${value.length} bytes`
  } catch {
    return 'it cannot be read'
  }
}
