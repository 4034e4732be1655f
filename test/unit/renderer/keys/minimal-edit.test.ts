import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minimalEdit } from '../../../../renderer/editor/minimal-edit'

const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', '😀', '😁')).map((parts) => parts.join(''))

describe('the smallest edit between two texts', () => {
  it('makes one from the other and cuts through no pair', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edit = minimalEdit(before, after)
        if (!edit) {
          expect(before).toBe(after)
          return
        }
        expect(before.slice(0, edit.from) + edit.text + before.slice(edit.to)).toBe(after)
        for (const at of [edit.from, edit.to]) {
          expect(/^[\udc00-\udfff]/.test(before.slice(at))).toBe(false)
          expect(before[at - 1] === '\r' && before[at] === '\n').toBe(false)
        }
      }),
    )
  })

  it('touches only what changed', () => {
    expect(minimalEdit('replicas: 3\nimage: a\n', 'replicas: 4\nimage: a\n')).toEqual({
      from: 10,
      to: 11,
      text: '4',
    })
  })
})
