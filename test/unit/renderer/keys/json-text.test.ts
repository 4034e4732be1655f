import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonErrorAt } from '../../../../renderer/features/keys/value/json-error'
import { formatJson, jsonProblem } from '../../../../renderer/features/keys/value/json-text'

const withoutSpace = (text: string) => text.replaceAll(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => part.trim())

describe('JSON as text', () => {
  it('laid out is what JSON.stringify makes of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(formatJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
      }),
    )
  })

  it('keeps every token as it was written: numbers, escapes, doubled names', () => {
    const text = '{"n":12345678901234567890, "n":1.0e+5,"s":"a\\u0041 \\" , : {" ,"e":{ },"l":[ ]}\n'
    const laidOut = formatJson(text) ?? ''
    expect(withoutSpace(laidOut)).toBe(withoutSpace(text))
    expect(laidOut).toContain('"n": 12345678901234567890,\n  "n": 1.0e+5,')
    expect(laidOut).toContain('"e": {},\n  "l": []\n}\n')
    expect(formatJson('[1]', '\r\n')).toBe('[\r\n  1\r\n]')
  })

  it('says where it breaks, also where the parser does not tell', () => {
    const places = [
      ['{\n  "a": 1,\n  "b": [1,,2]\n}', 'Line 3, column 11: '],
      ['{"a": tru}', 'Line 1, column '],
      ['[1, 2', 'Line 1, column 6: '],
      ['{"a": 1} x', 'Line 1, column 10: '],
      ["{\n'a': 1}", 'Line 2, column 1: '],
    ] as const
    for (const [text, place] of places) {
      const problem = jsonProblem(text) ?? ''
      expect(problem.startsWith(place), problem).toBe(true)
      expect(problem).not.toMatch(/is not valid JSON|position/)
    }
  })

  it('finds a mistake exactly where there is one, as the parser does', () => {
    const cut = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.nat(3),
        fc.constantFrom('', ',', '"', ']', '}', ':', '\\', '0', 'e', ' '),
      )
      .map(([json, at, drop, put]) => {
        const from = at % (json.length + 1)
        return json.slice(0, from) + put + json.slice(from + drop)
      })
    fc.assert(
      fc.property(cut, (text) => {
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        expect(jsonErrorAt(text) === undefined).toBe(isJson)
      }),
      { numRuns: 3_000 },
    )
  })

  it('says in which line it breaks', () => {
    expect(jsonProblem('{"a": 1}')).toBeUndefined()
    expect(jsonProblem('{\n  "a": 1,\n}')).toMatch(/^Line 3, column 1: /)
    expect(jsonProblem(' ')).toBe('There is nothing in it.')
    expect(jsonProblem('{"a": ')).toBeDefined()
    expect(formatJson('{"a": ')).toBeUndefined()
  })
})
