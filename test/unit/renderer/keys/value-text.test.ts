import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  languageOf,
  previewBytes,
  showValue,
  typedBytes,
} from '../../../../renderer/features/keys/value/value-text'
import type { ByteView } from '../../../../renderer/stores/open-key-state'

const views: readonly ByteView[] = ['text', 'json', 'yaml', 'hex', 'base64']
const anyValue = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
  fc.constantFrom('a\r\nb\r\n', 'a\r\nb\n', '\ufeffa', 'a\rb').map((text) => new TextEncoder().encode(text)),
)

describe('a value in a view', () => {
  it('that may be edited gives back the same bytes', () => {
    fc.assert(
      fc.property(anyValue, fc.constantFrom(...views), (bytes, view) => {
        const shown = showValue(bytes, view, true)
        if (shown.readOnlyBecause) return
        expect(typedBytes(shown.text, view, bytes).bytes).toEqual(bytes)
      }),
      { numRuns: 500 },
    )
  })

  it('can always be edited as hex', () => {
    fc.assert(
      fc.property(anyValue, (bytes) => {
        expect(showValue(bytes, 'hex', true).readOnlyBecause).toBeUndefined()
      }),
    )
  })

  it('keeps line endings and byte order mark of what it was typed over', () => {
    const base = new TextEncoder().encode('\ufeffa: 1\r\n')
    expect(showValue(base, 'yaml', true)).toMatchObject({ text: 'a: 1\r\n', eol: '\r\n' })
    expect(typedBytes('a: 2\r\n', 'yaml', base).bytes).toEqual(new TextEncoder().encode('\ufeffa: 2\r\n'))
  })

  it('says what is wrong with hex', () => {
    expect(typedBytes('00 0', 'hex', new Uint8Array()).problem).toMatch(/^Line 1: /)
  })

  it('of which only the beginning is shown ends with a whole character', () => {
    const whole = new TextEncoder().encode('x' + '€'.repeat(previewBytes / 2))
    const shown = showValue(whole, 'text', false)
    expect(shown.isPartial).toBe(true)
    expect(shown.readOnlyBecause).toBeUndefined()
    expect(shown.text).toMatch(/^x€+$/)
    expect(showValue(whole, 'text', true).isPartial).toBe(false)
  })

  it('is coloured unless it is very long', () => {
    expect(languageOf('json', 100)).toBe('json')
    expect(languageOf('text', 100)).toBe('plaintext')
    expect(languageOf('yaml', 100_000_000)).toBe('plaintext')
  })
})
