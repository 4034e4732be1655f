import { Scalar, stringify } from 'yaml'
import type { ExportEncoder } from './formats'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** What a reader of YAML may take for a line break or leave out; written as base64, it survives. */
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/
/** Space that a block of text would not keep: the library writes such a block all the same. */
const loose = /^\s|(^|\n)[ \t]+(\n|$)/
const options = { customTags: ['binary' as const], lineWidth: 0 }

/** A YAML list for people: text as it reads, other bytes under `!!binary`. Each entry is a list of its own; together they are one. */
export const yamlList: ExportEncoder = {
  head: ({ title, revision, clusterId }) =>
    `# ${title} at revision ${revision} of etcd cluster ${clusterId}, exported by etcdesk.\n`,
  entry: ({ key, value, lease, createRevision, modRevision, version }) =>
    stringify(
      [{ key: readable(key), value: readable(value), lease, createRevision, modRevision, version }],
      options,
    ),
  tail: (_facts, keys) => (keys === 0 ? '[]\n' : `# ${keys} ${keys === 1 ? 'key' : 'keys'}\n`),
}

function readable(bytes: Uint8Array): string | Uint8Array | Scalar<string> {
  try {
    const text = decoder.decode(bytes)
    if (unsafe.test(text)) return bytes
    return loose.test(text) ? quoted(text) : text
  } catch {
    return bytes
  }
}

function quoted(text: string): Scalar<string> {
  const scalar = new Scalar(text)
  scalar.type = Scalar.QUOTE_DOUBLE
  return scalar
}
