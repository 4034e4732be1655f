import { fromBase64 } from '../../../shared/wire'
import { hexToBytes } from '../../editor/hex-text'

/** How a value is typed in. */
export type ByteNotation = 'text' | 'hex' | 'base64'

/** Bytes, or what is wrong with the text. */
export type ParsedBytes =
  | { readonly bytes: Uint8Array; readonly problem?: undefined }
  | { readonly bytes?: undefined; readonly problem: string }

/** Reads typed text as bytes; plain text is its UTF-8, exactly as typed. */
export function parseBytes(text: string, notation: ByteNotation): ParsedBytes {
  switch (notation) {
    case 'text':
      return { bytes: new TextEncoder().encode(text) }
    case 'hex': {
      const read = hexToBytes(text)
      return read.bytes ? { bytes: read.bytes } : { problem: `Line ${read.line}: ${read.problem}` }
    }
    case 'base64':
      return parseBase64(text)
  }
}

function parseBase64(text: string): ParsedBytes {
  const letters = text.replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/')
  if (/[^A-Za-z0-9+/=]/.test(letters)) return { problem: 'Base64 is made of A–Z, a–z, 0–9, + and / only.' }
  try {
    return { bytes: fromBase64(letters) }
  } catch {
    return { problem: 'This Base64 is cut off or has = at the wrong place.' }
  }
}
