import { describe, expect, test } from 'vitest'
import { valueMatcher } from '../../../main/search/match-value'
import { newObject } from '../../../shared/k8s/new-object'

const deployment = newObject({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
  spec: { replicas: 3, template: { spec: { containers: [{ name: 'web', image: 'web:1.27' }] } } },
})
const secret = newObject({
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token' } },
  data: { password: btoa('hunter2hunter2') },
})

describe('a search in Kubernetes objects', () => {
  test('finds what kubectl shows, numbers as well', () => {
    expect(valueMatcher('replicas: 3', 'substring')(deployment)).toContain('replicas: 3')
    expect(valueMatcher('image: web:1\\.2\\d$', 'regex')(deployment)).toContain('image: web:1.27')
    expect(valueMatcher('replicas: 4', 'substring')(deployment)).toBeUndefined()
  })

  test('finds a Secret by its names, never by its data', () => {
    expect(valueMatcher('password:', 'substring')(secret)).toContain('password: ••••')
    expect(valueMatcher('hunter2', 'substring')(secret)).toBeUndefined()
    expect(valueMatcher(btoa('hunter2hunter2'), 'substring')(secret)).toBeUndefined()
  })

  test('looks at the bytes of one that cannot be read', () => {
    expect(valueMatcher('web', 'substring')(deployment.subarray(0, 60))).toContain('web')
  })
})
