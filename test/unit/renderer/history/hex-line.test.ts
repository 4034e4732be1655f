// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import HexLine from '../../../../renderer/features/history/HexLine.vue'

test('where one side has no bytes, neither its hex nor its ASCII is marked as something that was removed', () => {
  const props = {
    bytes: Uint8Array.of(0x61),
    other: Uint8Array.of(0x62, 0x63),
    byteAt: (place: number) => (place < 1 ? place : -1),
    otherAt: (place: number) => place,
    line: { from: 0, to: 2 },
    perLine: 2,
    current: undefined,
    tone: 'removed' as const,
  }
  const line = mount(HexLine, { props })
  const marks = line.findAll('.ascii span').map((cell) => cell.classes())
  expect(marks).toEqual([['removed'], ['gap']])
  line.unmount()
})
