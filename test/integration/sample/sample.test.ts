import { describe, expect, it } from 'vitest'
import type { SampleState } from '../../../shared/contract/sample'
import { bytesToText, textToBytes } from '../../../shared/etcd/key'
import { rangeOf } from '../../../shared/etcd/range'
import { decodeObject } from '../../../shared/k8s/decode-object'
import { editObject } from '../../../shared/k8s/edit-object'
import type { JsonObject } from '../../../shared/k8s/json'
import { engineDir, engineVersions, haveEngine } from '../../support/engines'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const size = 500
const renewals = '/registry/leases/kube-node-lease/'

async function stateOf({ client, pull }: TestApp): Promise<SampleState | undefined> {
  for await (const [state] of pull(client.sample.watch())) return state
  return undefined
}

describe.each(engineVersions)('a sample registry on etcd %s', (version) => {
  it.skipIf(!haveEngine(version))(
    'is written whole, reads back, and lives while it is asked to',
    async () => {
      await using app = await startTestApp()
      const { client } = app
      await client.system.setSettings({ enginePath: engineDir(version) })
      const cluster = await client.local.create({ members: 1, throwAway: true })
      const connectionId = `local:${cluster.id}`
      await client.connections.open({ id: connectionId })
      await expect(client.sample.setLife({ clusterId: cluster.id, isAlive: true })).rejects.toThrow(
        'no sample',
      )

      await client.sample.fill({ clusterId: cluster.id, size })
      expect(await stateOf(app)).toMatchObject({ size, written: size, isFilling: false, isAlive: false })
      await expect(client.sample.fill({ clusterId: cluster.id, size })).rejects.toThrow(
        'has a sample registry',
      )
      const all = await client.kv.range({ connectionId, ...rangeOf(textToBytes('/')) })
      expect(all.kvs).toHaveLength(size)
      const kinds = new Map<string, number>()
      for (const { key, value, lease } of all.kvs) {
        const decoded = decodeObject(value)
        const object = decoded?.object ?? (JSON.parse(new TextDecoder().decode(value)) as JsonObject)
        const { name, namespace } = object['metadata'] as JsonObject
        expect(
          bytesToText(key)
            .split('/')
            .slice(namespace ? -2 : -1),
        ).toEqual([namespace, name].filter((part) => part !== undefined))
        if (decoded) expect(editObject(value, decoded.object).value).toBe(value)
        const kind = String(object['kind'])
        expect(lease !== undefined).toBe(kind === 'Event')
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      }
      expect(kinds.size).toBe(17)

      const leases = () => client.kv.range({ connectionId, ...rangeOf(textToBytes(renewals)) })
      const podsOf = async () =>
        (await client.kv.range({ connectionId, ...rangeOf(textToBytes('/registry/pods/')) })).kvs
          .map(({ key }) => bytesToText(key))
          .join()
      const before = { leases: await leases(), pods: await podsOf() }
      await client.sample.setLife({ clusterId: cluster.id, isAlive: true })
      await until(async () => (await leases()).kvs.some(({ version: writes }) => writes > 1n))
      await until(async () => (await podsOf()) !== before.pods)
      expect((await podsOf()).split(',')).toHaveLength(before.pods.split(',').length)
      await client.sample.setLife({ clusterId: cluster.id, isAlive: false })
      const still = await leases()
      expect(still.kvs.map(({ key }) => key)).toEqual(before.leases.kvs.map(({ key }) => key))
      expect((await leases()).revision).toBe(still.revision)

      await client.local.stop({ id: cluster.id })
      await until(async () => (await stateOf(app)) === undefined)
    },
  )
})
