import { shellQuote } from '../../../../shared/shell-quote'
import { cleanText } from './target'

/** One argument for a POSIX shell; for bytes that are not clean text bash's `$'…'`. */
export function quote(bytes: Uint8Array): string {
  const text = cleanText(bytes)
  if (text === undefined) return `$'${Array.from(bytes, escapeByte).join('')}'`
  return shellQuote(text)
}

/** {@link quote} of a text. */
export function quoteText(text: string): string {
  return quote(new TextEncoder().encode(text))
}

function escapeByte(byte: number): string {
  if (byte === 0x27 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
}
