import { expect, test } from 'vitest'
import { unwrapValue } from '../../../../renderer/features/keys/value/unwrap-value'
import { showDecoded, typedDecoded } from '../../../../renderer/features/keys/value/value-views'
import { decodeObject } from '../../../../shared/k8s/decode-object'
import { newObject } from '../../../../shared/k8s/new-object'

const deployment = newObject({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { replicas: 2, template: { spec: { containers: [{ name: 'main', image: 'web:1' }] } } },
})
const secret = newObject({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data: { password: 'aHVudGVyMg==' },
})

test('an object is its YAML, with the revision of its key, and untouched text keeps every byte', async () => {
  const found = await unwrapValue(deployment, undefined, { modRevision: 77n })
  const shown = showDecoded(found, true)
  expect(found?.label).toBe('Kubernetes · Deployment')
  expect(shown.view).toBe('yaml')
  expect(shown.text).toContain('resourceVersion: "77"')
  expect(shown.text.startsWith('apiVersion: apps/v1\nkind: Deployment\n')).toBe(true)
  expect(typedDecoded(shown.text, found).bytes).toEqual(deployment)
})

test('a typed change is stored; what cannot be is told at its line', async () => {
  const found = await unwrapValue(deployment)
  const { text } = showDecoded(found, true)
  const typed = typedDecoded(text.replace('web:1', 'web:2'), found)
  expect(JSON.stringify(decodeObject(typed.bytes ?? new Uint8Array())?.object)).toContain('"image":"web:2"')
  const line = text.split('\n').findIndex((each) => each.includes('replicas: 2')) + 1
  expect(typedDecoded(text.replace('replicas: 2', 'replicas: many'), found).problem).toBe(
    `Line ${line}: spec.replicas must be a whole number of 32 bits, not "many".`,
  )
  expect(typedDecoded(text.replace('name: web', 'name: other'), found).problem).toMatch(
    /cannot be changed here/,
  )
  expect(typedDecoded('just text', found).problem).toMatch(/^Line 1: /)
})

test("a Secret's data is masked until it is asked for, and then can be edited", async () => {
  const masked = await unwrapValue(secret)
  const shown = showDecoded(masked, true)
  expect(shown.text).not.toContain('aHVudGVyMg')
  expect(shown.text).toContain('password: ')
  expect(shown.readOnlyBecause).toBe("This Secret's data is masked.")
  const open = await unwrapValue(secret, undefined, { showsSecrets: true })
  expect(showDecoded(open, true).text).toContain('password: aHVudGVyMg==')
  expect(showDecoded(open, true).readOnlyBecause).toBeUndefined()
})

test('a damaged object is shown as bytes with the reason', async () => {
  const found = await unwrapValue(deployment.slice(0, -9))
  expect(showDecoded(found, true).view).toBe('hex')
  expect(showDecoded(found, true).readOnlyBecause).toMatch(/cannot be read: ./)
})

const text = (value: Uint8Array | undefined) => new TextDecoder().decode(value)

test('a custom resource is YAML as well, and stays JSON in its own order', async () => {
  const stored =
    '{"kind":"Route","apiVersion":"example.com/v1","spec":{"weight":9007199254740993,"host":"a"},"metadata":{"name":"r"}}\n'
  const value = new TextEncoder().encode(stored)
  const found = await unwrapValue(value, undefined, { modRevision: 5n })
  const shown = showDecoded(found, true)
  expect(found?.label).toBe('Kubernetes · Route')
  expect(shown.text).toBe(
    'apiVersion: example.com/v1\nkind: Route\nmetadata:\n  name: r\n  resourceVersion: "5"\nspec:\n  host: a\n  weight: 9007199254740993\n',
  )
  expect(typedDecoded(shown.text, found).bytes).toEqual(value)
  const typed = typedDecoded(shown.text.replace('host: a', 'host: b\n  more: [1]'), found)
  expect(text(typed.bytes)).toBe(stored.replace('"host":"a"', '"host":"b","more":[1]'))
  expect(typedDecoded(shown.text.replace('kind: Route', 'kind: Way'), found).problem).toMatch(/^Line 2: /)
  const plain = new TextEncoder().encode('{"kind":"setting","value":1}')
  expect(await unwrapValue(plain)).toBeUndefined()
})

test('what only the API server reads is named and not edited', async () => {
  const bytes = (...parts: readonly (string | number[])[]) =>
    Uint8Array.from(
      parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
    )
  const encrypted = await unwrapValue(bytes('k8s:enc:aescbc:v1:key1:', [1, 200, 3]))
  expect(encrypted?.label).toBe('Encrypted at rest · aescbc')
  expect(showDecoded(encrypted, true)).toMatchObject({
    readOnlyBecause: 'The API server encrypted this value (provider aescbc, key key1): only it can read it.',
    view: 'hex',
  })
  const cbor = await unwrapValue(bytes([0xd9, 0xd9, 0xf7, 0xa1, 0x41, 0x61, 0x01]))
  expect(cbor).toMatchObject({ label: 'Kubernetes, CBOR', readOnlyBecause: expect.any(String) as string })
  expect(cbor?.rewrap).toBeUndefined()
})

test('a Secret of Helm says which release it holds', async () => {
  const labels = { name: 'shop', owner: 'helm', status: 'deployed', version: '3' }
  const value = newObject({
    ...{ apiVersion: 'v1', kind: 'Secret', type: 'helm.sh/release.v1' },
    metadata: { name: 'sh.helm.release.v1.shop.v3', labels },
    data: { release: btoa('H4sI') },
  })
  const found = await unwrapValue(value)
  expect(found?.label).toBe('Kubernetes · Secret · Helm release')
  expect(found?.notes?.[0]).toBe('Helm release shop, revision 3, deployed; its data is gzip inside base64.')
})
