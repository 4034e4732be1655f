import { expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/k8s/json'
import { plainLines } from '../../../shared/k8s/plain-lines'
import { toYaml } from '../../../shared/k8s/to-yaml'

test('an object reads as its YAML does, in its own order', () => {
  const object: JsonObject = {
    kind: 'Pod',
    metadata: { labels: { app: 'web' }, name: 'web' },
    spec: {
      containers: [{ image: 'web:1', name: 'web', ports: [{ containerPort: 80 }] }, { name: 'log' }],
      args: ['a', 'b'],
    },
    status: { lists: [['a', 'b'], []], none: null, zero: 0 },
  }
  const lines = plainLines(object)
  expect(lines).toContain('  labels:\n    app: web\n  name: web')
  expect(lines).toContain(
    '  containers:\n  - image: web:1\n    name: web\n    ports:\n    - containerPort: 80',
  )
  expect(lines).toContain('  args:\n  - a\n  - b')
  const yaml = new Set(toYaml(object).split('\n'))
  const own = lines.split('\n').filter((line) => !line.includes('lists') && !line.includes('- -'))
  expect(own.filter((line) => !yaml.has(line))).toEqual([])
})
