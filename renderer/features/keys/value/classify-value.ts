import { toEditorText } from '../../../editor/exact-text'
import type { ByteView } from '../../../stores/open-key-state'

/** What a value looks like: decides how it is shown first, changes nothing in it. */
export type StoredAs = 'nothing' | 'JSON' | 'YAML' | 'text' | 'bytes'

/** JSON is tried by parsing up to this size; beyond it the first and last characters decide. */
const parseLimit = 1024 * 1024

// Control characters that no text file holds: their presence means a binary format that happens to be valid UTF-8.

const binary = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/

/** Guesses by content. JSON is an object or a list that parses; YAML needs more than one line of `key: value`. */
export function classifyValue(bytes: Uint8Array): StoredAs {
  if (bytes.length === 0) return 'nothing'
  const decoded = decode(bytes)
  if (decoded === undefined || binary.test(decoded)) return 'bytes'
  if (isJson(decoded)) return 'JSON'
  return isYaml(decoded) ? 'YAML' : 'text'
}

/** How a value of that kind is shown when nobody chose otherwise. */
export function firstView(storedAs: StoredAs): ByteView {
  if (storedAs === 'JSON') return 'json'
  if (storedAs === 'YAML') return 'yaml'
  return storedAs === 'bytes' ? 'hex' : 'text'
}

function decode(bytes: Uint8Array): string | undefined {
  const shown = toEditorText(bytes)
  if (shown.isExact) return shown.text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function isJson(text: string): boolean {
  const trimmed = text.trim()
  if (!/^(\{[^]*\}|\[[^]*\])$/.test(trimmed)) return false
  if (trimmed.length > parseLimit) return true
  try {
    JSON.parse(trimmed)
    return true
  } catch {
    return false
  }
}

function isYaml(text: string): boolean {
  if (/^(%YAML|---\s*$)/m.test(text.slice(0, 200))) return true
  const lines = text.slice(0, 4096).split(/\r?\n/)
  const meant = lines.filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
  const fits = /^\s*(- )?("[^"]*"|'[^']*'|[\w./$@-][^:#]*):(\s|$)|^\s*-( |$)/
  const first = meant[0]
  if (first === undefined || meant.length < 2 || !fits.test(first) || /^\s/.test(first)) return false
  return meant.filter((line) => fits.test(line) || /^\s/.test(line)).length >= meant.length * 0.8
}
