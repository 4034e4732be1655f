import { describe, expect, test } from 'vitest'
import { decodeObject } from '../../../shared/k8s/decode-object'
import { editObject } from '../../../shared/k8s/edit-object'
import { goldens, haveKubernetes } from '../../support/kubernetes-goldens'
import { seededRandom } from '../../support/random'

describe.skipIf(!haveKubernetes())('damaged values', () => {
  test('100,000 of them are read, or refused with a reason; what is read loses nothing when it is left as it is', () => {
    const chance = seededRandom(8)
    const below = (count: number) => Math.floor(chance() * count)
    const values = goldens('HEAD')
      .map(({ stored }) => stored)
      .filter(({ length }) => length < 700)
    let [read, refused] = [0, 0]
    for (let count = 0; count < 100_000; count++) {
      const original = values[count % values.length] as Uint8Array
      const cut = chance() < 0.2 ? below(original.length) : original.length
      const value = original.slice(0, cut)
      for (let flips = 1 + below(3); flips > 0 && cut > 0; flips--) value[below(cut)] = below(256)
      try {
        const found = decodeObject(value)
        if (!found) continue
        read++
        if (count % 10 === 0) expect(editObject(value, found.object).value).toEqual(value)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
        expect((error as Error).message).not.toBe('')
        refused++
      }
    }
    expect(read).toBeGreaterThan(10_000)
    expect(refused).toBeGreaterThan(20_000)
  }, 300_000)
})
