const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()
const bom = '\ufeff'

/** What stands around an editor's text and is put back when it becomes bytes again. */
export interface TextForm {
  readonly hasBom: boolean
  readonly eol: '\n' | '\r\n'
}

/** Bytes as a text that the editor gives back exactly, or why there is none. */
export type EditorText =
  | { readonly isExact: true; readonly text: string; readonly form: TextForm }
  | { readonly isExact: false; readonly reason: string }

/**
 * Bytes as text for the editor. Monaco keeps one kind of line ending in a text and drops a byte order mark, so text
 * is exact only as UTF-8 with `\n` or `\r\n` throughout; a mark is taken off here and kept in `form`. Everything
 * else must be shown as hex to be edited.
 */
export function toEditorText(bytes: Uint8Array): EditorText {
  let whole: string
  try {
    whole = decoder.decode(bytes)
  } catch {
    return { isExact: false, reason: 'These bytes are not UTF-8 text.' }
  }
  const hasBom = whole.startsWith(bom)
  const text = hasBom ? whole.slice(1) : whole
  if (text.startsWith(bom)) return { isExact: false, reason: 'The text begins with two byte order marks.' }
  if (!text.includes('\r')) return { isExact: true, text, form: { hasBom, eol: '\n' } }
  if (/\r(?!\n)|(?<!\r)\n/.test(text)) {
    return {
      isExact: false,
      reason: 'Its lines end in different ways, which a text editor would make the same.',
    }
  }
  return { isExact: true, text, form: { hasBom, eol: '\r\n' } }
}

/** The inverse of {@link toEditorText}: `fromEditorText(text, form)` gives the bytes the text came from. */
export function fromEditorText(text: string, form: TextForm): Uint8Array {
  return encoder.encode(form.hasBom ? bom + text : text)
}
