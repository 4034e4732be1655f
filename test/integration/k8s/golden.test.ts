import { describe, expect, test } from 'vitest'
import { decodeObject } from '../../../shared/k8s/decode-object'
import { editObject } from '../../../shared/k8s/edit-object'
import { fromYaml } from '../../../shared/k8s/from-yaml'
import { isSameJson, stringifyJson } from '../../../shared/k8s/json'
import { toYaml } from '../../../shared/k8s/to-yaml'
import { goldens, haveKubernetes } from '../../support/kubernetes-goldens'

// Nothing stores one: its object is a plain group on the wire, which no message has.
const neverStored = 'core.v1.WatchEvent'

describe.skipIf(!haveKubernetes())("Kubernetes' own golden objects", () => {
  const all = () => goldens('HEAD').filter(({ name }) => name !== neverStored)

  test('all but WatchEvent read as kubectl prints them, in JSON and in YAML', () => {
    expect(goldens('HEAD')).toHaveLength(171)
    const wrong = all().filter(({ stored, json, yaml }) => {
      const found = decodeObject(stored)
      const isExact = found && stringifyJson(found.object) === json?.trim() && toYaml(found.object) === yaml
      return !isExact || found.unknown.length > 0 || !found.isKnownKind
    })
    expect(wrong.map(({ name }) => name)).toEqual([])
  })

  test('what was not changed keeps its bytes, also when it went through the YAML', () => {
    const wrong = all().filter(({ stored }) => {
      const read = fromYaml(toYaml(decodeObject(stored)?.object ?? {}))
      if (!('value' in read)) return true
      return Buffer.compare(editObject(stored, read.value as never).value, stored) !== 0
    })
    expect(wrong.map(({ name }) => name)).toEqual([])
  })

  test('of older releases nothing is lost: read, left as it is, and edited', () => {
    const old = [...goldens('v1.31.0'), ...goldens('v1.30.0')].filter(({ name }) => name !== neverStored)
    for (const { name, stored } of old) {
      const found = decodeObject(stored)
      if (!found) throw new Error(`${name} is not read`)
      expect(editObject(stored, found.object).value, name).toEqual(stored)
      const labelled = structuredClone(found.object) as { metadata?: { labels?: Record<string, string> } }
      if (!labelled.metadata?.labels) continue
      labelled.metadata.labels['added'] = 'here'
      const { value, lost } = editObject(stored, labelled as never)
      const again = decodeObject(value)
      expect(lost, name).toEqual([])
      expect(again?.unknown.length, name).toBe(found.unknown.length)
      expect(isSameJson(again?.object, labelled as never), name).toBe(true)
    }
  })
})
