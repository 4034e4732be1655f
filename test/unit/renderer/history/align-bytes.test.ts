import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignBytes } from '../../../../renderer/features/history/align-bytes'

const bytes = (text: string) => new TextEncoder().encode(text)
const shown = (before: string, after: string) => alignBytes(bytes(before), bytes(after)).differences

describe('bytes laid beside each other', () => {
  it('differ where one was changed, added or removed, and nowhere else', () => {
    expect(shown('hello', 'hello')).toEqual([])
    expect(shown('hello', 'hallo')).toEqual([{ from: 1, to: 2 }])
    expect(shown('head tail', 'head more tail')).toEqual([{ from: 5, to: 10 }])
    expect(shown('head more tail', 'head tail')).toEqual([{ from: 5, to: 10 }])
    expect(shown('', 'ab')).toEqual([{ from: 0, to: 2 }])
    expect(shown('a-b-c', 'a+b+c')).toEqual([
      { from: 1, to: 2 },
      { from: 3, to: 4 },
    ])
  })

  it('show every byte of both sides once, in order, and mark exactly the places that differ', () => {
    const small = fc.uint8Array({ max: 3, maxLength: 40 })
    fc.assert(
      fc.property(small, small, (before, after) => {
        const { length, beforeAt, afterAt, differences } = alignBytes(before, after)
        const places = Array.from({ length }, (_, place) => place)
        const inOrder = (at: (place: number) => number) => places.map(at).filter((index) => index >= 0)
        expect(inOrder(beforeAt)).toEqual([...before.keys()])
        expect(inOrder(afterAt)).toEqual([...after.keys()])
        const marked = places.filter((place) =>
          differences.some(({ from, to }) => place >= from && place < to),
        )
        expect(marked).toEqual(places.filter((place) => before[beforeAt(place)] !== after[afterAt(place)]))
      }),
    )
  })
})
