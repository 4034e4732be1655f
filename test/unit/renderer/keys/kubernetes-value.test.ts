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
