import { describe, expect, it } from 'vitest'
import { lookInside, showPair } from '../../../../renderer/features/history/compare-values'

const bytes = (text: string) => new TextEncoder().encode(text)
const signal = new AbortController().signal
const look = (before: string | undefined, after: string | undefined) =>
  lookInside(
    {
      before: before === undefined ? undefined : bytes(before),
      after: after === undefined ? undefined : bytes(after),
    },
    signal,
  )
const all = { isWhole: true, ignoresNoise: false }

describe('two values that are compared', () => {
  it('are documents only when both are, bytes as soon as one is', async () => {
    expect((await look('{"a":1}', '{"a":2}')).views).toEqual(['json', 'text', 'hex'])
    expect((await look('a: 1\nb: 2\n', 'a: 1\nb: 3\n')).views).toEqual(['yaml', 'text', 'hex'])
    expect((await look('{"a":1}', 'plain')).views).toEqual(['text', 'hex'])
    expect((await look('{"a":1}', '\u0000\u0001')).views).toEqual(['hex'])
    expect((await look(undefined, '{"a":1}')).views).toEqual(['json', 'text', 'hex'])
    expect((await look('', '')).views).toEqual(['text', 'hex'])
  })

  it('are compared inside what both are wrapped in', async () => {
    const wrapped = (value: unknown) => btoa(JSON.stringify(value))
    const both = await look(wrapped({ replicas: 3, x: 'y' }), wrapped({ replicas: 4, x: 'y' }))
    expect(both.label).toBe('base64 · JSON')
    expect(showPair(both, 'json', all).after).toContain('"replicas": 4')
    expect((await look(wrapped({ replicas: 3, x: 'y' }), 'plain text')).label).toBeUndefined()
  })

  it('are laid out, keep their numbers, and say when the layout hides what differs', async () => {
    const inside = await look('{"n":12345678901234567890}', '{ "n": 12345678901234567890 }')
    const pair = showPair(inside, 'json', all)
    expect(pair.before).toBe('{\n  "n": 12345678901234567890\n}')
    expect(pair).toMatchObject({ after: pair.before, hidesDifference: true })
    expect(showPair(inside, 'text', all).hidesDifference).toBe(false)
    expect(showPair(await look('same', 'same'), 'text', all).hidesDifference).toBe(false)
  })

  it('are shown in part when they are large', async () => {
    const large = 'line of text\n'.repeat(200_000)
    const inside = await look(large, `${large}more`)
    const part = showPair(inside, 'text', { isWhole: false, ignoresNoise: false })
    expect(part.partOf).toBe('2.5 MiB and 2.5 MiB')
    expect(part.hidesDifference).toBe(false)
    expect(showPair(inside, 'text', all)).toMatchObject({ partOf: undefined, after: `${large}more` })
  })
  it('of large ones, where the parts are cut is no change', async () => {
    const lines = Array.from({ length: 120_000 }, (_, i) => `line ${i} of some text`)
    const changed = (line: number) =>
      lines.with(line, 'a line that is a good deal longer, so all below it moves')
    const inside = await look(lines.join('\n'), changed(5).join('\n'))
    const part = showPair(inside, 'text', { isWhole: false, ignoresNoise: false })
    const [before, after] = [part.before.split('\n'), part.after.split('\n')]
    expect(before.length).toBeGreaterThan(40_000)
    expect(after).toEqual(before.with(5, changed(5)[5] ?? ''))
    const back = await look(changed(5).join('\n'), lines.join('\n'))
    expect(showPair(back, 'text', { isWhole: false, ignoresNoise: false })).toMatchObject({
      before: part.after,
      after: part.before,
    })
    // Texts with no line in common, or of one line only, are left as they were cut.
    const oneLine = await look('a'.repeat(2 ** 21), 'b'.repeat(2 ** 21))
    expect(showPair(oneLine, 'text', { isWhole: false, ignoresNoise: false }).after).toHaveLength(2 ** 20)
  })
})
