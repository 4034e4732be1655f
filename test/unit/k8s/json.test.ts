import { expect, test } from 'vitest'
import { compactJson, parseJson } from '../../../shared/k8s/json'

test('integers that a number would round stay exact, and digits in a text are left alone', () => {
  const text = '{"a":9007199254740993,"b":["9007199254740993",-9223372036854775808,1.5],"c":12}'
  expect(parseJson(text)).toEqual({
    a: 9007199254740993n,
    b: ['9007199254740993', -9223372036854775808n, 1.5],
    c: 12,
  })
  expect(compactJson(parseJson(text))).toBe(text)
  expect(() => parseJson('{"a":9007199254740993')).toThrow(SyntaxError)
})
