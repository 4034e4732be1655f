import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PrometheusText, type Sample } from '../../../main/metrics/prometheus-text'

function read(text: string, sizes: readonly number[] = []) {
  const samples: Sample[] = []
  const page = new PrometheusText(
    () => true,
    (sample) => samples.push(sample),
  )
  let from = 0
  for (const size of sizes) page.push(text.slice(from, (from += size)))
  page.push(text.slice(from))
  page.end()
  return { samples, malformed: page.malformed }
}

const plain = (name: string, value: number, labels = {}) => ({ name, labels, value })

describe("Prometheus' text format", () => {
  test('is read with comments, labels, time stamps and the values that are no numbers', () => {
    const { samples, malformed } = read(
      [
        '# HELP up Whether it is up.',
        '# TYPE up gauge',
        'up 1',
        'a_bucket{le="+Inf",To="2d7db06575fc08cf",} +Inf 1395066363000',
        'b{ text = "a \\"b\\" \\\\ c\\n}," } -2.147483648e+09',
        'c -Inf',
        'd NaN',
        '',
        '   ',
      ].join('\n'),
    )
    expect(malformed).toBe(0)
    expect(samples).toEqual([
      plain('up', 1),
      plain('a_bucket', Infinity, { le: '+Inf', To: '2d7db06575fc08cf' }),
      plain('b', -2147483648, { text: 'a "b" \\ c\n},' }),
      plain('c', -Infinity),
      plain('d', NaN),
    ])
  })

  test('a line that is no sample costs itself alone', () => {
    const { samples, malformed } = read('<html>\nok 1\nno{a="b" 1\nno{a=b} 1\nnovalue\nno one\nno\nok 2')
    expect(samples.map(({ value }) => value)).toEqual([1, 2])
    expect(malformed).toBe(6)
  })

  test('a line without an end is not kept in memory', () => {
    const page = new PrometheusText(
      () => true,
      () => {},
    )
    for (let i = 0; i < 1_000; i++) page.push('x'.repeat(10_000))
    page.push('\nok 1\n')
    page.end()
    expect(page).toMatchObject({ malformed: 1, samples: 1 })
  })

  test('names that are not wanted are counted and not taken apart', () => {
    const seen: string[] = []
    const page = new PrometheusText(
      (name) => name === 'a',
      ({ name }) => seen.push(name),
    )
    page.push('a 1\nb{broken 1\na 2\n')
    page.end()
    expect(seen).toEqual(['a', 'a'])
    expect(page.samples).toBe(3)
  })

  test('whatever is written is read back, cut into any pieces', () => {
    const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}$/)
    const labelName = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,8}$/)
    const labels = fc.dictionary(labelName, fc.string({ unit: 'binary' }), { noNullPrototype: true })
    const sample = fc.record({ name, labels, value: fc.double() })
    const escape = (text: string) => text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))
    const write = ({ name, labels, value }: Sample) => {
      const inner = Object.entries(labels).map(([label, text]) => `${label}="${escape(text)}"`)
      const written = Number.isFinite(value)
        ? String(value)
        : Number.isNaN(value)
          ? 'NaN'
          : value > 0
            ? '+Inf'
            : '-Inf'
      return `${name}${inner.length > 0 ? `{${inner.join(',')}}` : ''} ${written}`
    }
    // The format has one zero.
    const oneZero = (each: Sample) => ({ ...each, value: each.value + 0 })
    fc.assert(
      fc.property(fc.array(sample), fc.array(fc.nat(20)), (samples, sizes) => {
        const found = read(samples.map(write).join('\n'), sizes)
        expect(found.malformed).toBe(0)
        expect(found.samples.map(oneZero)).toEqual(samples.map(oneZero))
      }),
      { numRuns: 100 },
    )
  })

  test('anything at all is read without an error, alike in one piece and in many', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'a{}="\\,\n 1.e+-#IinfNaN\t'), maxLength: 200 })
    fc.assert(
      fc.property(noise, fc.array(fc.nat(9)), (text, sizes) => {
        expect(read(text, sizes)).toEqual(read(text))
      }),
      { numRuns: 1_000 },
    )
  })

  test('a line made to be slow is not', () => {
    const line = '1'.repeat(60_000)
    expect(read(`a ${line}x\na{${'b="c",'.repeat(9_000)}d\na ${line}`).malformed).toBe(2)
  })
})
