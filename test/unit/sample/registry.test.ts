import { describe, expect, it } from 'vitest'
import { sampleRegistry } from '../../../main/sample/registry'
import { bytesToText } from '../../../shared/etcd/key'
import { decodeObject } from '../../../shared/k8s/decode-object'

const now = new Date('2026-01-31T08:00:00Z')

describe('the sample registry', () => {
  it.each([1, 30, 2_000])('has exactly %i keys, no two the same', (size) => {
    const keys = [...sampleRegistry({ size, now })].map(({ key }) => bytesToText(key))
    expect(new Set(keys).size).toBe(size)
    expect(keys.every((key) => /^\/registry(\/[a-z0-9][a-z0-9.-]*)+$/.test(key))).toBe(true)
  })

  it('is the same again for the same seed and time, and another one for another seed', () => {
    const made = (seed: number) => [...sampleRegistry({ size: 100, now, seed })]
    expect(made(7)).toEqual(made(7))
    expect(made(7)).not.toEqual(made(8))
  })

  it('is made of objects that decode whole, each under the key its name stands for', () => {
    const kinds = new Set<string>()
    for (const { key, value } of sampleRegistry({ size: 500, now })) {
      const decoded = decodeObject(value)
      if (!decoded) continue
      kinds.add(decoded.kind)
      expect(decoded.isKnownKind).toBe(true)
      expect(decoded.unknown).toEqual([])
      const { name, namespace } = decoded.object['metadata'] as { name: string; namespace?: string }
      expect(bytesToText(key).endsWith([namespace, name].filter(Boolean).join('/'))).toBe(true)
    }
    expect([...kinds].sort()).toEqual(
      [
        ...['ConfigMap', 'DaemonSet', 'Deployment', 'EndpointSlice', 'Event', 'Job', 'Lease', 'Namespace'],
        ...['Node', 'PersistentVolume', 'PersistentVolumeClaim', 'Pod', 'ReplicaSet', 'Secret', 'Service'],
        'ServiceAccount',
      ].sort(),
    )
  })
})
