import { describe, expect, test } from 'vitest'
import { Content } from '../../../main/history/content'
import { objectTime, betterTime } from '../../../main/history/object-time'
import { summarize } from '../../../main/history/summarize'
import type { JsonObject } from '../../../shared/k8s/json'
import { newObject } from '../../../shared/k8s/new-object'

const content = (text: string) => new Content(new TextEncoder().encode(text))
const summary = (before: string, after: string) => summarize(content(before), content(after))

describe('what a revision changed', () => {
  test('documents by their fields, JSON and YAML', () => {
    const fields = [{ path: 'spec.replicas', before: '3', after: '4' }]
    expect(summary('{"spec":{"replicas":3}}', '{ "spec": {"replicas":4} }')).toEqual({
      kind: 'fields',
      fields,
      count: 1,
    })
    expect(summary('spec:\n  replicas: 3\n', 'spec:\n  replicas: 4\n')).toEqual({
      kind: 'fields',
      fields,
      count: 1,
    })
  })

  test('Kubernetes objects by their fields, of a Secret only that they changed', () => {
    const object = (more: JsonObject) => new Content(newObject({ metadata: { name: 'web' }, ...more }))
    const deployment = (replicas: number) =>
      object({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas } })
    expect(summarize(deployment(3), deployment(4))).toEqual({
      kind: 'fields',
      fields: [{ path: 'spec.replicas', before: '3', after: '4' }],
      count: 1,
    })
    const secret = (token: string) => object({ apiVersion: 'v1', kind: 'Secret', data: { token } })
    const told = summarize(secret('aHVudGVyMg=='), secret('c3dvcmRmaXNo'))
    expect(told).toMatchObject({ kind: 'fields', fields: [{ path: 'data.token' }], count: 1 })
    expect(JSON.stringify(told)).not.toMatch(/aHVudGVyMg|c3dvcmRmaXNo/)
    const json = (token: string) => content(JSON.stringify({ kind: 'Secret', data: { token } }))
    expect(JSON.stringify(summarize(json('aHVudGVyMg=='), json('c3dvcmRmaXNo')))).toContain('data.token')
    expect(JSON.stringify(summarize(json('aHVudGVyMg=='), json('c3dvcmRmaXNo')))).not.toContain('aHVu')
  })

  test('the first ten fields, and how many there are', () => {
    const document = (n: number) => JSON.stringify(Array.from({ length: 25 }, (_, i) => i * n))
    const told = summary(document(1), document(2))
    expect(told).toMatchObject({ kind: 'fields', count: 24 })
    expect(told.kind === 'fields' && told.fields.length).toBe(10)
  })

  test('one short line as a whole, more by lines', () => {
    expect(summary('on', 'off')).toEqual({
      kind: 'fields',
      fields: [{ path: '', before: 'on', after: 'off' }],
      count: 1,
    })
    expect(summary('a\nb\nc', 'a\nB\nc\nd')).toEqual({ kind: 'lines', added: 2, removed: 1 })
    expect(summary('{"a":1}', '{ "a":\n1}')).toEqual({ kind: 'lines', added: 2, removed: 1 })
  })

  test('numbers beyond what JavaScript tells apart are still a change', () => {
    const told = summary('{"id":9007199254740993}', '{"id":9007199254740992}')
    expect(told).toEqual({ kind: 'lines', added: 1, removed: 1 })
  })

  test('the same bytes, other bytes, and values too large to be read', () => {
    expect(summary('x', 'x')).toEqual({ kind: 'same' })
    expect(summarize(new Content(Uint8Array.of(0xff)), content('ab'))).toEqual({
      kind: 'bytes',
      before: 1,
      after: 2,
    })
    const large = 'x\n'.repeat(200_000)
    expect(summary(large, `${large}y`)).toEqual({ kind: 'bytes', before: 400_000, after: 400_001 })
  })
})

describe('when an object says it was written', () => {
  const pod = (...times: (string | undefined)[]) =>
    content(
      JSON.stringify({
        ...{ apiVersion: 'v1', kind: 'Pod' },
        metadata: {
          creationTimestamp: '2026-01-01T00:00:00Z',
          managedFields: times.map((time) => ({ time })),
        },
      }),
    )
  const at = (text: string) => Date.parse(text)

  test('a new one by its creation, a later one when a manager wrote after all others', () => {
    const first = pod('2026-01-01T00:00:00Z')
    const second = pod('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')
    expect(objectTime(undefined, first)).toBe(at('2026-01-01T00:00:00Z'))
    expect(objectTime(first, second)).toBe(at('2026-01-02T00:00:00Z'))
    expect(objectTime(second, second)).toBeUndefined()
    expect(objectTime(second, first)).toBeUndefined()
  })

  test('one that was put back says nothing, nor does what is no Kubernetes object', () => {
    expect(objectTime(undefined, pod('2026-01-02T00:00:00Z'))).toBeUndefined()
    expect(
      objectTime(undefined, content('{"metadata":{"creationTimestamp":"2026-01-01T00:00:00Z"}}')),
    ).toBeUndefined()
  })

  test('a time outside of what was observed is not believed', () => {
    const observed = { source: 'observed', afterMs: 1_000_000, ms: 1_001_000 } as const
    expect(betterTime(1_000_500, observed)).toEqual({ source: 'object', ms: 1_000_500 })
    expect(betterTime(1_000, observed)).toBe(observed)
    expect(betterTime(9_000_000, observed)).toBe(observed)
    expect(betterTime(undefined, observed)).toBe(observed)
    expect(betterTime(5, undefined)).toEqual({ source: 'object', ms: 5 })
  })
})
