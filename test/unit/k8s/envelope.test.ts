import { expect, test } from 'vitest'
import { decodeObject } from '../../../shared/k8s/decode-object'
import { editObject } from '../../../shared/k8s/edit-object'
import { encodeMessage } from '../../../shared/k8s/encode'
import { readEnvelope } from '../../../shared/k8s/envelope'
import { normalize } from '../../../shared/k8s/normalize'
import { schema } from '../../../shared/k8s/schema'
import type { JsonObject } from '../../../shared/k8s/json'
import { wrapObject } from '../../../shared/k8s/wrap-object'

const utf8 = new TextEncoder()
const pod: JsonObject = {
  metadata: { name: 'web', namespace: 'shop', uid: 'u-1' },
  spec: {
    containers: [{ name: 'main', image: 'registry.example/web:1', resources: { limits: { cpu: '500m' } } }],
  },
}

function stored(apiVersion = 'v1', kind = 'Pod'): Uint8Array {
  const message = schema().kind('v1', 'Pod')
  if (!message) throw new Error('no Pod')
  return wrapObject({ apiVersion, kind }, encodeMessage(message, normalize(message, pod)))
}

test('each form of a stored value is told by its beginning', () => {
  expect(readEnvelope(stored())).toMatchObject({ form: 'protobuf', apiVersion: 'v1', kind: 'Pod' })
  expect(readEnvelope(utf8.encode('{"kind":"Widget"}'))).toEqual({ form: 'json' })
  expect(readEnvelope(new Uint8Array([0xd9, 0xd9, 0xf7, 0xa0]))).toEqual({ form: 'cbor' })
  expect(readEnvelope(utf8.encode('k8s:enc:aescbc:v1:key1:\u0001\u0002'))).toEqual({
    ...{ form: 'encrypted', provider: 'aescbc', keyName: 'key1' },
  })
  expect(readEnvelope(utf8.encode('42'))).toEqual({ form: 'other' })
  expect(readEnvelope(new Uint8Array())).toEqual({ form: 'other' })
})

test('a kind that is not known shows its metadata, and an edit of that keeps all the rest', () => {
  const value = stored('example.org/v1', 'Gadget')
  const found = decodeObject(value)
  expect(found).toMatchObject({ isKnownKind: false, object: { metadata: { name: 'web' } } })
  expect(found?.unknown.length).toBeGreaterThan(0)
  const typed = structuredClone(found?.object) as { metadata: Record<string, unknown> }
  typed.metadata['labels'] = { tier: 'front' }
  const edited = editObject(value, typed as never)
  expect(edited.lost).toEqual([])
  expect(decodeObject(edited.value)?.unknown).toEqual(found?.unknown)
})

test('another name, kind or uid is refused with the reason', () => {
  const value = stored()
  for (const change of [
    { kind: 'Node' },
    { apiVersion: 'v2' },
    { metadata: { ...(pod['metadata'] as object), uid: 'u-2' } },
  ]) {
    const object = decodeObject(value)?.object ?? {}
    expect(() => editObject(value, { ...object, ...change } as never)).toThrow(/cannot be changed here/)
  }
})

test('one changed word changes no other byte', () => {
  const value = stored()
  const typed = structuredClone(decodeObject(value)?.object) as { spec: { containers: { image: string }[] } }
  typed.spec.containers.forEach((each) => (each.image = 'registry.example/web:2'))
  const edited = editObject(value, typed as never).value
  expect(edited.length).toBe(value.length)
  expect([...edited].filter((byte, at) => byte !== value[at])).toHaveLength(1)
})

test('text that is not UTF-8 and a value cut off are refused, not shown with something else in their place', () => {
  const value = stored()
  expect(() => decodeObject(value.slice(0, -3))).toThrow()
  const broken = value.slice()
  broken[broken.indexOf(0x77)] = 0xff
  expect(() => decodeObject(broken)).toThrow()
})
