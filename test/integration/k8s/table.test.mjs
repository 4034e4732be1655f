import { describe, expect, test } from 'vitest'
import { makeTable } from '../../../scripts/lib/k8s/make-table.mjs'
import { table } from '../../../shared/k8s/table'
import { haveKubernetes, kubernetesDir } from '../../support/kubernetes-goldens'

describe.skipIf(!haveKubernetes())('the field table', () => {
  test('is what the Kubernetes API definitions say', () => {
    expect(makeTable(kubernetesDir()) === table.trimStart()).toBe(true)
  })
})
