import { describe, expect, test } from 'vitest'
import { fieldChanges } from '../../../shared/history/field-changes'

describe('field changes', () => {
  test('a field is told by its path, what came or went by one side alone', () => {
    const before = { spec: { replicas: 3, gone: 'x' }, same: [1] }
    const after = { spec: { replicas: 4, new: true }, same: [1] }
    expect(fieldChanges(before, after)).toEqual([
      { path: 'spec.replicas', before: '3', after: '4' },
      { path: 'spec.gone', before: 'x' },
      { path: 'spec.new', after: 'true' },
    ])
  })

  test('items with names are compared by name, others by position', () => {
    const image = (name: string, tag: string) => ({ name, image: `r/${name}:${tag}` })
    const before = { containers: [image('a', '1'), image('b', '1')], args: ['x', 'y'] }
    const after = { containers: [image('b', '2'), image('a', '1')], args: ['x', 'z', 'w'] }
    expect(fieldChanges(before, after)).toEqual([
      { path: 'containers[b].image', before: 'r/b:1', after: 'r/b:2' },
      { path: 'args[1]', before: 'y', after: 'z' },
      { path: 'args[2]', after: 'w' },
    ])
  })

  test('what Kubernetes keeps for itself comes last, and managedFields are one change', () => {
    const object = (n: number) => ({
      metadata: {
        managedFields: [{ time: n }, { time: n }],
        generation: n,
        labels: { 'app.kubernetes.io/name': `n${n}` },
      },
      status: { ready: n },
      spec: { replicas: n },
    })
    expect(fieldChanges(object(1), object(2)).map(({ path }) => path)).toEqual([
      'spec.replicas',
      'status.ready',
      'metadata.labels["app.kubernetes.io/name"]',
      'metadata.managedFields',
      'metadata.generation',
    ])
  })

  test('another kind of value, a long one, and none at all', () => {
    expect(fieldChanges({ a: '3' }, { a: 3 })).toEqual([{ path: 'a', before: '"3"', after: '3' }])
    expect(fieldChanges({ a: {} }, { a: [] })).toEqual([{ path: 'a', before: '{}', after: '[]' }])
    expect(fieldChanges({ a: null }, { a: undefined })).toEqual([{ path: 'a', before: 'null' }])
    expect(fieldChanges({ a: 'x'.repeat(200) }, { a: '' })[0]?.before).toHaveLength(80)
    expect(fieldChanges({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([])
  })
})
