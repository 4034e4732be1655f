import { describe, expect, test } from 'vitest'
import { decodeObject } from '../../../shared/k8s/decode-object'
import { editObject } from '../../../shared/k8s/edit-object'
import { FieldError } from '../../../shared/k8s/field-error'
import { isSameJson, type Json, type JsonObject } from '../../../shared/k8s/json'
import { goldens, haveKubernetes } from '../../support/kubernetes-goldens'
import { seededRandom } from '../../support/random'

type Tree = Record<string, unknown> | unknown[]
const identities = new Set(['uid', 'name', 'namespace', 'resourceVersion'])

/** The places of an object that an edit may touch: all but what says which object it is. */
function placesOf(object: Tree, isTop = true, parent = ''): (readonly [Tree, string | number])[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (isTop && (name === 'kind' || name === 'apiVersion')) return []
    if (parent === 'metadata' && identities.has(name)) return []
    const key = Array.isArray(object) ? Number(name) : name
    const inner =
      typeof value === 'object' && value !== null ? placesOf(value as Tree, false, isTop ? name : '') : []
    return [...inner, [object, key] as const]
  })
}

/** Changes one place at random; what was done, in words. */
function edit(object: Tree, chance: () => number): string {
  const places = placesOf(object)
  const [parent, key] = places[Math.floor(chance() * places.length)] ?? [object, '']
  const [at, value] = [
    parent as Record<string | number, unknown>,
    (parent as Record<string | number, unknown>)[key],
  ]
  if (chance() < 0.25) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else delete at[key]
    return `without ${key}`
  }
  if (typeof value === 'string')
    at[key] = /^\d{4}-\d\d-/.test(value) ? value.replace(/^\d{4}/, '2020') : `${value}é`
  else if (typeof value === 'number') at[key] = value + 1
  else if (typeof value === 'boolean') at[key] = !value
  else if (Array.isArray(value)) value.push(structuredClone(value[0]))
  else if (value && typeof value === 'object') at[key] = structuredClone(value)
  return `another ${key}`
}

describe.skipIf(!haveKubernetes())('random edits', () => {
  test('2,000 of them read back as what was typed, or are refused at their place', () => {
    const chance = seededRandom(20)
    const objects = goldens('HEAD').filter(({ name }) => name !== 'core.v1.WatchEvent')
    let [stored, refused] = [0, 0]
    for (let count = 0; count < 2_000; count++) {
      const golden = objects[count % objects.length] as (typeof objects)[number]
      const before = decodeObject(golden.stored) as NonNullable<ReturnType<typeof decodeObject>>
      const typed = structuredClone(before.object) as JsonObject
      const what = `${golden.name} ${edit(typed as Tree, chance)} (${count})`
      try {
        const { value, lost } = editObject(golden.stored, typed)
        expect(lost, what).toEqual([])
        expect(isSameJson(asRead(typed), asRead(decodeObject(value)?.object ?? null)), what).toBe(true)
        stored++
      } catch (error) {
        // Text that is no quantity, base64 or duration any more.
        if (!(error instanceof FieldError)) throw error
        refused++
      }
    }
    expect(stored).toBeGreaterThan(1_500)
    expect(stored + refused).toBe(2_000)
  })
})

/** Without what reads the same whether it is there or not: empty, zero and null. */
function asRead(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each: Json) => asRead(each))
  const entries = Object.entries(value as JsonObject).map(([name, each]) => [name, asRead(each)] as const)
  return Object.fromEntries(entries.filter(([, each]) => !isEmpty(each)))
}

const isEmpty = (value: Json) =>
  value === null ||
  value === '' ||
  value === 0 ||
  value === false ||
  value === '0' ||
  value === '0s' ||
  (typeof value === 'object' && Object.keys(value).length === 0)
