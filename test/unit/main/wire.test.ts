import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fail, toFailure } from '../../../shared/failure'
import { fromBase64, toBase64 } from '../../../shared/wire'

test('bytes of any length and kind come back exactly', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    }),
  )
})

test('bytes longer than one chunk come back exactly', () => {
  const bytes = Uint8Array.from({ length: 100_003 }, (_, i) => (i * 7) & 0xff)
  expect(Buffer.compare(fromBase64(toBase64(bytes)), bytes)).toBe(0)
})

test('whatever is thrown becomes a failure', () => {
  expect(toFailure(fail('exists', 'There.')).code).toBe('exists')
  expect(toFailure(new DOMException('stop', 'AbortError')).code).toBe('canceled')
  expect(toFailure({ code: 'denied', message: 'No.' })).toEqual({ code: 'denied', message: 'No.' })
  expect(toFailure(new TypeError('odd'))).toMatchObject({ code: 'internal', reason: 'odd' })
  expect(toFailure('text')).toMatchObject({ code: 'internal', reason: 'text' })
})
