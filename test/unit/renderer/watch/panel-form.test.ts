import { describe, expect, test } from 'vitest'
import { textToBytes } from '../../../../shared/etcd/key'
import { newPanelForm, readPanelForm } from '../../../../renderer/features/watch/panel-form'

const read = (part: Partial<ReturnType<typeof newPanelForm>>) => readPanelForm({ ...newPanelForm(), ...part })

describe('what is typed to open a panel', () => {
  test('a prefix from now on, with all events and their previous values', () => {
    expect(read({ key: '/registry/' }).spec).toEqual({
      kind: 'prefix',
      key: textToBytes('/registry/'),
      filters: [],
      prevKv: true,
      keptEvents: 100_000,
    })
  })

  test('an empty prefix is all keys, an empty key is asked for', () => {
    expect(read({}).spec?.key).toEqual(new Uint8Array())
    expect(read({ kind: 'key' }).problems).toEqual({ key: expect.stringContaining('key') as string })
  })

  test('a range without an end goes to the end of all keys', () => {
    expect(read({ kind: 'range', key: 'a' }).spec?.rangeEnd).toEqual(Uint8Array.of(0))
    expect(read({ kind: 'range', key: 'a', rangeEnd: 'b\\x00' }).spec?.rangeEnd).toEqual(
      Uint8Array.of(0x62, 0),
    )
    expect(read({ kind: 'prefix', key: 'a', rangeEnd: 'b' }).spec).not.toHaveProperty('rangeEnd')
  })

  test('revisions are exact, with or without separators', () => {
    const from = (startRevision: string) => read({ start: 'revision', startRevision })
    expect(from('9,007,199,254,740,993').spec?.startRevision).toBe(9_007_199_254_740_993n)
    for (const wrong of ['', '0', '-4', '1.5', 'now', '99999999999999999999'])
      expect(from(wrong).problems, wrong).toHaveProperty('startRevision')
    // What is not asked for is not looked at.
    expect(read({ start: 'now', startRevision: 'x' }).spec).not.toHaveProperty('startRevision')
  })

  test('kinds of events are what etcd leaves out', () => {
    expect(read({ events: 'puts' }).spec?.filters).toEqual(['noDelete'])
    expect(read({ events: 'deletes' }).spec?.filters).toEqual(['noPut'])
  })

  test.each(['', '99', '1000001', '1e3', 'many'])('%j events cannot be kept', (keptEvents) => {
    expect(read({ keptEvents }).problems).toHaveProperty('keptEvents')
  })
})
