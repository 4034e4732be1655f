import { parse } from 'yaml'
import { decodeObject } from '../../shared/k8s/decode-object'
import type { JsonObject } from '../../shared/k8s/json'
import { isKubernetesProtobuf } from '../../shared/k8s/magic'
import { maskSecret } from '../../shared/k8s/mask-secret'
import { isRecord } from '../../shared/history/field-changes'

/** Larger values are told by their size alone. */
const largestRead = 256 << 10
/** YAML takes a hundred times longer to read than JSON. */
const largestYaml = 32 << 10

// Control characters that no text file holds: their presence means a binary format that happens to be valid UTF-8.
const binary = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/
const yamlStart = /^(%YAML|---\s|[\w./$@"'-][^:#\n]*:(\s|$)|- )/
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A value as a summary looks at it; what it is read as is found out once, when it is asked for. */
export class Content {
  #text: string | null | undefined
  #document: { readonly root: unknown } | null | undefined

  constructor(readonly bytes: Uint8Array) {}

  /** As text; undefined for bytes that are none, and for large values. */
  get text(): string | undefined {
    if (this.#text === undefined) this.#text = asText(this.bytes) ?? null
    return this.#text ?? undefined
  }

  /** As an object or a list: written in JSON or YAML, or a Kubernetes object in its protobuf form. */
  get document(): { readonly root: unknown } | undefined {
    if (this.#document === undefined) this.#document = readDocument(this) ?? null
    return this.#document ?? undefined
  }

  /** The document as it may be shown: a Secret's data is masked. */
  get shown(): { readonly root: unknown } | undefined {
    const { document } = this
    const masked = isRecord(document?.root) && maskSecret(document.root as JsonObject)
    return masked ? { root: masked } : document
  }
}

function asText(bytes: Uint8Array): string | undefined {
  if (bytes.length > largestRead) return undefined
  try {
    const text = decoder.decode(bytes)
    return binary.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function readDocument({ bytes, text }: Content): { readonly root: unknown } | undefined {
  const root = isKubernetesProtobuf(bytes) ? readObject(bytes) : text && readText(text)
  return typeof root === 'object' && root !== null ? { root } : undefined
}

function readObject(bytes: Uint8Array): unknown {
  if (bytes.length > largestRead) return undefined
  try {
    return decodeObject(bytes)?.object
  } catch {
    return undefined
  }
}

const readText = (text: string): unknown => (/^\s*[{[]/.test(text) ? readJson(text) : readYaml(text))

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function readYaml(text: string): unknown {
  if (text.length > largestYaml || !yamlStart.test(text)) return undefined
  try {
    return parse(text, { logLevel: 'silent', maxAliasCount: 100 }) as unknown
  } catch {
    return undefined
  }
}
