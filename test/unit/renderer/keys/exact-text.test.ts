import fc from 'fast-check'
import { createTextBuffer } from 'monaco-editor/editor/common/model/textModel'
import { describe, expect, it } from 'vitest'
import { fromEditorText, toEditorText } from '../../../../renderer/editor/exact-text'

const bytes = (text: string) => new TextEncoder().encode(text)

/** What Monaco's own text buffer makes of a text: the whole of it, in its own line endings. */
function throughMonaco(text: string, eol: '\n' | '\r\n'): string {
  const { textBuffer } = createTextBuffer(text, 1)
  textBuffer.setEOL(eol)
  return textBuffer.getValueInRange(textBuffer.getRangeAt(0, textBuffer.getLength()), 0)
}

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom('\r', '\n', '\r\n', '\ufeff', '\u2028', '\u0085', '\0', '  ', '\t'),
      fc.string({ unit: 'binary' }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))

describe('text for the editor', () => {
  it('comes back from Monaco byte for byte wherever it is called exact', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const original = bytes(text)
        const shown = toEditorText(original)
        if (!shown.isExact) return
        const back = fromEditorText(throughMonaco(shown.text, shown.form.eol), shown.form)
        expect(back).toEqual(original)
      }),
      { numRuns: 1000 },
    )
  })

  it('is never exact where Monaco would change it', () => {
    for (const text of ['a\r\nb\nc', 'a\rb', 'a\r\rb\r\n', '\ufeff\ufeffa', '\n\r']) {
      expect(toEditorText(bytes(text)).isExact, JSON.stringify(text)).toBe(false)
    }
  })

  it('keeps Windows line endings and a byte order mark', () => {
    const shown = toEditorText(bytes('\ufeffa: 1\r\nb: 2\r\n'))
    expect(shown).toEqual({ isExact: true, text: 'a: 1\r\nb: 2\r\n', form: { hasBom: true, eol: '\r\n' } })
  })

  it('is refused for bytes that are not UTF-8', () => {
    expect(toEditorText(Uint8Array.of(0x6b, 0xff)).isExact).toBe(false)
    expect(toEditorText(Uint8Array.of(0xed, 0xa0, 0x80)).isExact).toBe(false)
  })
})
