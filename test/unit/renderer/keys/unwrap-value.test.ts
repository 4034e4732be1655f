import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unpackedAtMost } from '../../../../renderer/features/keys/value/gunzip'
import { unwrapValue } from '../../../../renderer/features/keys/value/unwrap-value'
import {
  fileView,
  showDecoded,
  typedDecoded,
  viewsFor,
} from '../../../../renderer/features/keys/value/value-views'
import { typedBytes, showValue } from '../../../../renderer/features/keys/value/value-text'
import type { ShownAs } from '../../../../renderer/stores/open-key-state'

const bytes = (text: string) => new TextEncoder().encode(text)
const base64 = (inner: Uint8Array) => bytes(Buffer.from(inner).toString('base64'))
const gzip = (inner: Uint8Array) => Uint8Array.from(gzipSync(inner))
const json = bytes('{"kind":"Release","n":1}')

describe('a wrapped value', () => {
  it.each([
    ['gzip · JSON', gzip(json)],
    ['base64 · JSON', base64(json)],
    ['base64 · gzip · JSON', base64(gzip(json))],
    ['base64 · base64 · gzip · JSON', base64(base64(gzip(json)))],
  ])('%s is labelled and shown decoded', async (label, value) => {
    const found = await unwrapValue(value)
    expect(found?.label).toBe(label)
    expect(showDecoded(found, true)).toMatchObject({ text: '{"kind":"Release","n":1}', view: 'json' })
  })

  it('can be edited only where wrapping it again gives back its bytes', async () => {
    const plain = await unwrapValue(base64(json))
    expect(showDecoded(plain, true).readOnlyBecause).toBeUndefined()
    expect(typedDecoded('{"n":2}', plain).bytes).toEqual(base64(bytes('{"n":2}')))
    const packed = await unwrapValue(base64(gzip(json)))
    expect(showDecoded(packed, true).readOnlyBecause).toContain('would not give the same bytes')
    expect(typedDecoded('{"n":2}', packed).bytes).toBeUndefined()
    // Broken over lines, base64 has more than one spelling.
    const lines = bytes(
      Buffer.from(json)
        .toString('base64')
        .replace(/(.{8})/, '$1\n'),
    )
    expect((await unwrapValue(lines))?.rewrap).toBeUndefined()
    expect((await unwrapValue(bytes(`${Buffer.from(json).toString('base64')}\n`)))?.rewrap).toBeDefined()
  })

  it('gives back the same bytes for an unchanged text, whatever it is', async () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.jsonValue().map((value) => bytes(JSON.stringify(value))),
    )
    const run = async (inner: Uint8Array) => {
      const value = base64(inner)
      const found = await unwrapValue(value)
      const shown = showDecoded(found, true)
      if (!found || shown.readOnlyBecause) return
      expect(typedDecoded(shown.text, found).bytes).toEqual(value)
    }
    await fc.assert(fc.asyncProperty(any, run), { numRuns: 300 })
  })

  it('is not seen where there is none', async () => {
    const plain = ['', 'production', 'deadbeefdeadbeefdeadbeef', '0123456789abcdef', 'SGVsbG8=', '{"a":1}']
    for (const text of plain) expect(await unwrapValue(bytes(text)), text).toBeUndefined()
    const damaged = gzip(json).fill(0, 12)
    expect(await unwrapValue(damaged)).toBeUndefined()
    expect(await unwrapValue(gzip(json).subarray(0, 30))).toBeUndefined()
  })

  it('that is far larger inside is not unpacked', async () => {
    expect(await unwrapValue(gzip(new Uint8Array(unpackedAtMost + 1)))).toBeUndefined()
  })
})

describe('the views to choose from', () => {
  const at = { bytes: bytes('a'), shownAs: 'text' as ShownAs, isDirty: false, isWrapped: false }
  it('hold what can show these bytes', () => {
    expect(viewsFor(at)).toEqual(['text', 'json', 'yaml', 'hex', 'base64'])
    expect(viewsFor({ ...at, bytes: Uint8Array.of(255) })).toEqual(['hex', 'base64'])
    expect(viewsFor({ ...at, isWrapped: true })).toContain('decoded')
    expect(viewsFor({ ...at, isWrapped: true, isDirty: true })).not.toContain('decoded')
    expect(viewsFor({ ...at, bytes: undefined, shownAs: 'base64' })).toEqual(['base64'])
  })
})

describe('bytes from a file', () => {
  it('are shown so that saving writes exactly them', () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom('a\nb', 'a\r\nb', 'a\rb', '\ufeffa', '{"a":1}', '').map(bytes),
    )
    const views = fc.constantFrom<ShownAs>('text', 'json', 'yaml', 'hex', 'base64', 'decoded')
    fc.assert(
      fc.property(any, any, views, (loaded, base, before) => {
        const view = fileView(loaded, base, before)
        expect(typedBytes(showValue(loaded, view, true).text, view, base).bytes).toEqual(loaded)
      }),
      { numRuns: 500 },
    )
  })
})
