import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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

  it('says in which line it breaks', () => {
    expect(jsonProblem('{"a": 1}')).toBeUndefined()
    expect(jsonProblem('{\n  "a": 1,\n}')).toMatch(/^Line 3, column 1: /)
    expect(jsonProblem(' ')).toBe('There is nothing in it.')
    expect(jsonProblem('{"a": ')).toBeDefined()
    expect(formatJson('{"a": ')).toBeUndefined()
  })
})
