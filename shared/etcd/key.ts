const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/**
 * Bytes as text that shows every one of them and can be turned back by {@link textToBytes} exactly.
 *
 * Clean UTF-8 shows as itself. A byte that is not part of valid UTF-8, a control character (C0, DEL, C1) and a
 * character that would hide or turn its neighbours (line and bidi separators, BOM) shows as `\xHH` for each of its
 * bytes, a backslash as `\\`. So two different keys never show as the same text.
 */
export function bytesToText(bytes: Uint8Array): string {
  const text = decodeWhole(bytes)
  if (text !== undefined) return text.replace(needsEscape, escapeCharacter)
  let shown = ''
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at)
    const character = decodeWhole(bytes.subarray(at, at + length))
    shown += character?.replace(needsEscape, escapeCharacter) ?? hex(bytes[at] ?? 0)
    at += character === undefined ? 1 : length
  }
  return shown
}

/**
 * The inverse of {@link bytesToText}: `\xHH` is that byte, `\\` a backslash, everything else its UTF-8. A backslash
 * that starts neither stands for itself, so what a person types is never refused. A lone surrogate, which no byte
 * sequence shows as, becomes U+FFFD.
 */
export function textToBytes(text: string): Uint8Array {
  if (!text.includes('\\')) return encoder.encode(text)
  const parts: number[] = []
  for (const [part, pair] of text.matchAll(/\\x([0-9a-fA-F]{2})|\\\\|\\|[^\\]+/g)) {
    if (pair !== undefined) parts.push(Number.parseInt(pair, 16))
    else if (part.startsWith('\\')) parts.push(0x5c)
    else for (const byte of encoder.encode(part)) parts.push(byte)
  }
  return Uint8Array.from(parts)
}

/** True when the bytes are valid UTF-8: the text they hold can be edited as text and written back unchanged. */
export function isUtf8(bytes: Uint8Array): boolean {
  return decodeWhole(bytes) !== undefined
}

/** etcd's order: bytewise, a prefix before what it begins. Negative, zero or positive as `Array.sort` wants. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** True for the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0
}

/** The bytes of both, one after the other, on memory of their own. */
export function concatBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

/** True when `bytes` begins with `prefix`. */
export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && equalBytes(bytes.subarray(0, prefix.length), prefix)
}

// Characters a reader could not see, or not tell from others.
const needsEscape = /[\\\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`

function escapeCharacter(character: string): string {
  return character === '\\' ? '\\\\' : Array.from(encoder.encode(character), hex).join('')
}

function decodeWhole(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** How long the UTF-8 sequence that starts at `at` says it is; the decoder judges whether it keeps its word. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  const length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  return Math.min(length, bytes.length - at)
}
