import { describe, expect, it } from 'vitest'
import { classifyValue } from '../../../../renderer/features/keys/value/classify-value'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('what a value looks like', () => {
  it.each([
    ['{"a": 1}', 'JSON'],
    ['  [1, 2]\n', 'JSON'],
    ['{"a": 1', 'text'],
    ['{not json}', 'text'],
    ['42', 'text'],
    ['"quoted"', 'text'],
    ['apiVersion: v1\nkind: Pod\n', 'YAML'],
    ['# comment\na: 1\nb:\n  - x\n', 'YAML'],
    ['---\na: 1\n', 'YAML'],
    ['k: 1\r\nv: 2\r\n', 'YAML'],
    ['one: line only', 'text'],
    ['Dear all,\nplease note: this is prose.\nBye', 'text'],
    ['http://example\nhttp://other', 'text'],
    ['plain', 'text'],
    ['', 'nothing'],
    ['a\r\nb\nc', 'text'],
    ['\u0000\u0001k8s', 'bytes'],
  ] as const)('%j is %s', (text, expected) => {
    expect(classifyValue(bytes(text))).toBe(expected)
  })

  it('is bytes when it is not UTF-8', () => {
    expect(classifyValue(Uint8Array.of(0x7b, 0xff, 0x7d))).toBe('bytes')
  })
})
