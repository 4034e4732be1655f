import { describe, expect, it } from 'vitest'
import { withoutNoise } from '../../../../renderer/features/history/without-noise'

const json = (value: unknown) => JSON.stringify(value, undefined, 2)

describe('a document without its noise', () => {
  it('is the same JSON without what Kubernetes writes into metadata', () => {
    const quiet = { metadata: { name: 'a', labels: { x: 'y' } }, spec: { generation: 2, replicas: 3 } }
    const noisy = {
      metadata: {
        managedFields: [{ manager: 'x', fieldsV1: { 'f:spec': {} } }],
        name: 'a',
        generation: 7,
        labels: { x: 'y' },
        resourceVersion: '123',
      },
      spec: { generation: 2, replicas: 3 },
    }
    expect(withoutNoise(json(noisy))).toBe(json(quiet))
    expect(withoutNoise(json(quiet))).toBe(json(quiet))
  })

  it('does the same to YAML, wherever metadata stands', () => {
    const noisy = [
      'kind: List',
      'generation: 5',
      'items:',
      '- metadata:',
      '    generation: 1',
      '    managedFields:',
      '    - manager: kubectl',
      '      operation: Update',
      '    name: one',
      '  spec: {}',
      'metadata:',
      '  resourceVersion: "9"',
    ].join('\n')
    expect(withoutNoise(noisy).split('\n')).toEqual([
      ...['kind: List', 'generation: 5', 'items:', '- metadata:', '    name: one', '  spec: {}', 'metadata:'],
    ])
  })

  it('leaves a text alone that has none', () => {
    const text = 'a: 1\n\nb:\n  - c\n  - {d: 2}\n'
    expect(withoutNoise(text)).toBe(text)
  })
})
