import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Sha256Trailer } from '../../../main/snapshot/sha256-trailer'

const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function check(bytes: Uint8Array, cuts: readonly number[]) {
  const trailer = new Sha256Trailer()
  let from = 0
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    const to = Math.min(Math.max(cut, from), bytes.length)
    trailer.update(bytes.subarray(from, to))
    from = to
  }
  return trailer.finish()
}

test('the trailer is found at the end of whatever pieces come, and only there', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(2100)), fc.nat(), (blocks, cuts, seed) => {
      const content = Buffer.alloc(512 * blocks, seed % 251)
      const file = Buffer.concat([content, sum(content)])
      expect(check(file, cuts)).toEqual({ sha256: sum(content).toString('hex'), isRight: true })
      const flipped = Buffer.from(file)
      flipped[seed % flipped.length] = (flipped[seed % flipped.length] ?? 0) ^ 4
      expect(check(flipped, cuts)?.isRight).toBe(false)
      expect(check(content, cuts)).toBeUndefined()
    }),
  )
})
