import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { encoders } from '../../../main/transfer/formats'
import { parseJsonLine } from '../../../main/transfer/json-lines'
import type { KeyValue } from '../../../shared/contract/kv'
import { textToBytes } from '../../../shared/etcd/key'
import { newObject } from '../../../shared/k8s/new-object'

const facts = { clusterId: 'cdf818194e3a8c32', revision: 48_211n, title: 'All keys' }

// Bytes of every kind: raw ones, and text with all that quoting could stumble over.
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\n', ' ', '\t', '\r', ':', '#', '-', '"', "'", '\\', 'é', '\u2028', '\ufeff', 'a'),
  }),
)
const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  anyText.map((text) => new TextEncoder().encode(text)),
)
const keyValue: fc.Arbitrary<KeyValue> = fc.record({
  key: someBytes.filter((key) => key.length > 0),
  value: someBytes,
  createRevision: fc.bigInt(1n, (1n << 63n) - 1n),
  modRevision: fc.bigInt(1n, (1n << 63n) - 1n),
  version: fc.bigInt(1n, (1n << 63n) - 1n),
  lease: fc.option(
    fc.bigInt(1n, (1n << 64n) - 1n).map((id) => id.toString(16).padStart(16, '0')),
    { nil: undefined },
  ),
})

describe('JSON lines', () => {
  test('any key comes back exactly, on one line', () => {
    fc.assert(
      fc.property(keyValue, (kv) => {
        const text = encoders.jsonl.entry(kv)
        expect(text.indexOf('\n')).toBe(text.length - 1)
        expect(parseJsonLine(text.slice(0, -1))).toEqual({ kind: 'entry', entry: kv })
      }),
      { numRuns: 2_000 },
    )
  })

  test('a line cut off anywhere is refused', () => {
    fc.assert(
      fc.property(keyValue, fc.double({ min: 0, max: 0.999, noNaN: true }), (kv, share) => {
        const text = encoders.jsonl.entry(kv).slice(0, -1)
        expect(() => parseJsonLine(text.slice(0, Math.floor(share * text.length)))).toThrow()
      }),
    )
  })

  test('head and end are told from keys', () => {
    expect(parseJsonLine(encoders.jsonl.head(facts))).toEqual({ kind: 'head', clusterId: facts.clusterId })
    expect(parseJsonLine(encoders.jsonl.tail(facts, 3))).toEqual({ kind: 'end', keys: 3 })
  })

  test.each([
    ['{"key":"a"}', 'either value or valueBase64'],
    ['{"key":"a","keyBase64":"YQ==","value":""}', 'either key or keyBase64'],
    ['{"key":"","value":""}', 'key is empty'],
    ['{"key":"a","valueBase64":"a*b"}', 'not base64'],
    ['{"key":"a","valueBase64":"YQ"}', 'not base64'],
    ['{"key":"a","value":"\\ud800"}', 'not text'],
    ['{"key":1,"value":""}', 'not text'],
    ['{"key":"a","value":"","lease":"xyz"}', 'hexadecimal'],
    ['{"key":"a","value":"","modRevision":1e20}', 'whole number'],
    ['["a"]', 'not a JSON object'],
    ['{"format":"other/1"}', 'not in the format'],
  ])('%s is refused with its reason', (text, reason) => {
    expect(() => parseJsonLine(text)).toThrow(reason)
  })
})

describe('YAML', () => {
  test('any keys come back exactly from the one list they make', () => {
    fc.assert(
      fc.property(fc.array(keyValue, { maxLength: 4 }), (kvs) => {
        const { head, entry, tail } = encoders.yaml
        const text = head(facts) + kvs.map(entry).join('') + tail(facts, kvs.length)
        const rows = parse(text, { customTags: ['binary'], intAsBigInt: true }) as Record<string, unknown>[]
        const bytes = (value: unknown) =>
          value instanceof Uint8Array ? Uint8Array.from(value) : new TextEncoder().encode(String(value))
        expect(
          rows.map((row) => [bytes(row['key']), bytes(row['value']), row['lease'], row['version']]),
        ).toEqual(kvs.map((kv) => [kv.key, kv.value, kv.lease, kv.version]))
      }),
      { numRuns: 1_000 },
    )
  })

  test('text reads as text', () => {
    const kv = { createRevision: 1n, modRevision: 2n, version: 1n }
    const text = encoders.yaml.entry({ ...kv, key: textToBytes('/a'), value: textToBytes('x: 1\ny: 2\n') })
    expect(text).toContain('key: /a\n')
    expect(text).toContain('value: |\n    x: 1\n    y: 2\n')
  })
})

describe('Kubernetes YAML', () => {
  const kv = { createRevision: 3n, modRevision: 7n, version: 2n, lease: undefined }
  const entry = (key: string, value: Uint8Array) =>
    encoders.kubernetes.entry({ ...kv, key: textToBytes(key), value })
  const claim = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }

  test('an object as kubectl prints it, in protobuf and in JSON, with its key and revision', () => {
    const key = '/registry/namespaces/shop'
    for (const value of [newObject(claim), textToBytes(JSON.stringify(claim))]) {
      const text = entry(key, value)
      expect(text.startsWith(`---\n# ${key}\n`)).toBe(true)
      expect(parse(text)).toMatchObject({ ...claim, metadata: { name: 'shop', resourceVersion: '7' } })
    }
  })

  test('what is none is a comment that says why, whatever its key is', () => {
    for (const key of ['/a', '/a\n---\nkind: Evil', '/a\u2028b']) {
      const all = [textToBytes('1'), textToBytes('{"kind":1}'), newObject(claim).subarray(0, 20)]
      for (const value of all) {
        const text = entry(key, value)
        expect(text).toMatch(/^# .*: left out, .+\n$/)
        expect(parse(text)).toBe(null)
      }
    }
  })
})
