import { toBase64 } from '../../../../shared/wire'
import { fromEditorText, toEditorText, type TextForm } from '../../../editor/exact-text'
import { bytesToHex, hexToBytes } from '../../../editor/hex-text'
import type { EditorLanguage } from '../../../editor/options'
import type { ByteView } from '../../../stores/open-key-state'
import { parseBytes } from '../parse-bytes'

/** A larger value is shown from its beginning up to here until all of it is asked for. */
export const previewBytes = 1024 * 1024

/** A value in one of its views. It may be edited only where the text leads back to exactly these bytes. */
export interface ValueText {
  readonly text: string
  readonly eol: '\n' | '\r\n'
  /** Why this view cannot be edited; absent when it can. */
  readonly readOnlyBecause?: string
  readonly isPartial: boolean
}

/** What typed text stands for, or what is wrong with it. */
export type TypedBytes =
  | { readonly bytes: Uint8Array; readonly problem?: undefined }
  | { readonly bytes?: undefined; readonly problem: string }

const plainForm: TextForm = { hasBom: false, eol: '\n' }

/** Shows bytes in a view: the first {@link previewBytes} of them unless `isWhole`. */
export function showValue(bytes: Uint8Array, shownAs: ByteView, isWhole: boolean): ValueText {
  const isPartial = !isWhole && bytes.length > previewBytes
  const part = isPartial ? bytes.subarray(0, previewBytes) : bytes
  if (shownAs === 'hex') return { text: bytesToHex(part), eol: '\n', isPartial }
  if (shownAs === 'base64') return { text: inLines(toBase64(part)), eol: '\n', isPartial }
  const shown = toEditorText(isPartial ? part.subarray(0, wholeCharacters(part)) : part)
  if (shown.isExact) return { text: shown.text, eol: shown.form.eol, isPartial }
  const text = new TextDecoder('utf-8').decode(part).replaceAll(/\r\n?/g, '\n')
  return { text, eol: '\n', isPartial, readOnlyBecause: `${shown.reason} It can be edited as Hex.` }
}

/** The bytes that text typed in a view stands for. `base` is the value it was typed over: its form is kept. */
export function typedBytes(text: string, shownAs: ByteView, base: Uint8Array): TypedBytes {
  if (shownAs === 'base64') return parseBytes(text, 'base64')
  if (shownAs !== 'hex') {
    const shown = toEditorText(base)
    return { bytes: fromEditorText(text, shown.isExact ? shown.form : plainForm) }
  }
  const read = hexToBytes(text)
  return read.bytes ? { bytes: read.bytes } : { problem: `Line ${read.line}: ${read.problem}` }
}

/** The editor's language for a view. Long texts are not worth colouring. */
export function languageOf(shownAs: ByteView, length: number): EditorLanguage {
  if (shownAs === 'text' || shownAs === 'base64' || length > 4 * previewBytes) return 'plaintext'
  return shownAs
}

/** Base64 over lines of 76 letters, as MIME breaks them. */
function inLines(letters: string): string {
  return letters.match(/.{1,76}/g)?.join('\n') ?? ''
}

/** How many bytes at the front end with a whole UTF-8 character. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
      return length > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}
