import type { KeyValue } from '../../shared/contract/kv'
import { formatId, parseId } from '../../shared/etcd/id'
import type { ExportFacts } from './export-facts'
import type { ExportEncoder } from './formats'

/** A key to write. Revisions and counts are those of the cluster it came from. */
export type TransferEntry = Pick<KeyValue, 'key' | 'value' | 'lease'> & Partial<KeyValue>

/** One line of a file: what the file says of itself, a key, or the end of a complete file. */
export type JsonLine =
  | { readonly kind: 'head'; readonly clusterId?: string }
  | { readonly kind: 'entry'; readonly entry: TransferEntry }
  | { readonly kind: 'end'; readonly keys: number }

const formatName = 'etcdesk.keys/1'
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const line = (value: object) => JSON.stringify(value) + '\n'

/**
 * The exact format: one JSON object a line. Clean UTF-8 as `key` and `value`, other bytes as `keyBase64` and
 * `valueBase64`; revisions as decimal text, since JSON's numbers are not exact that far. A head and an end line let a
 * file that was cut off between two lines be told from a whole one.
 */
export const jsonLines: ExportEncoder = {
  head: ({ clusterId, revision }: ExportFacts) =>
    line({ format: formatName, clusterId, revision: String(revision) }),
  entry: (kv) => line(entryFields(kv)),
  tail: (_facts, keys) => line({ end: formatName, keys }),
}

/** The inverse, for a line without its newline. Throws an Error whose message says what is wrong, without the content. */
export function parseJsonLine(text: string): JsonLine {
  const row = readObject(text)
  if (row['format'] !== undefined) {
    if (row['format'] !== formatName) throw new Error(`it is not in the format ${formatName}`)
    return { kind: 'head', clusterId: typeof row['clusterId'] === 'string' ? row['clusterId'] : undefined }
  }
  if (row['end'] !== undefined) return { kind: 'end', keys: Number(row['keys']) }
  const key = readBytes(row, 'key')
  if (key.length === 0) throw new Error('its key is empty')
  const entry: TransferEntry = {
    key,
    value: readBytes(row, 'value'),
    lease: readLease(row['lease']),
    createRevision: readNumber(row, 'createRevision'),
    modRevision: readNumber(row, 'modRevision'),
    version: readNumber(row, 'version'),
  }
  return { kind: 'entry', entry }
}

/** A key as such a line has it. */
export function entryFields(kv: KeyValue): Record<string, string | undefined> {
  return {
    ...bytesField('key', kv.key),
    ...bytesField('value', kv.value),
    lease: kv.lease,
    createRevision: String(kv.createRevision),
    modRevision: String(kv.modRevision),
    version: String(kv.version),
  }
}

/** Clean UTF-8 under the name, other bytes under `NAMEBase64`. */
export function bytesField(name: string, bytes: Uint8Array): Record<string, string> {
  try {
    return { [name]: decoder.decode(bytes) }
  } catch {
    return { [`${name}Base64`]: Buffer.from(bytes).toString('base64') }
  }
}

function readObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('it is cut off or not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('it is not a JSON object')
  return value as Record<string, unknown>
}

function readBytes(row: Record<string, unknown>, name: 'key' | 'value'): Uint8Array {
  const text = row[name]
  const base64 = row[`${name}Base64`]
  if ((text === undefined) === (base64 === undefined))
    throw new Error(`it needs either ${name} or ${name}Base64`)
  if (base64 === undefined) {
    // A lone surrogate stands for no bytes.
    if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) throw new Error(`its ${name} is not text`)
    return new TextEncoder().encode(text)
  }
  if (typeof base64 !== 'string') throw new Error(`its ${name}Base64 is not text`)
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('base64') !== base64) throw new Error(`its ${name}Base64 is not base64`)
  return Uint8Array.from(bytes)
}

function readLease(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || !/^[0-9a-f]{1,16}$/i.test(value))
    throw new Error('its lease is not a hexadecimal id')
  const id = parseId(value)
  return id === 0n ? undefined : formatId(id)
}

function readNumber(row: Record<string, unknown>, name: string): bigint | undefined {
  const value = row[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && /^\d{1,19}$/.test(value)) return BigInt(value)
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  throw new Error(`its ${name} is not a whole number`)
}
