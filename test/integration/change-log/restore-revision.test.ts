import { describe, expect, test } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import { Maintenance } from '../../../main/etcd/gen/etcdserverpb/maintenance_pb'
import { storeRevision } from '../../../main/etcd/store-revision'
import { toFailure } from '../../../shared/failure'
import { engineDir, engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { seededRandom } from '../../support/random'
import { startTestApp } from '../../support/test-app'
import { loggedTo, maxBytes, restoreTo, stateWhen } from './log-tools'
import { contentAt, ModelledStore } from './modelled-store'

const never = new AbortController().signal

async function hashAt(client: EtcdClient, revision: bigint) {
  const [endpoint = ''] = client.endpoints
  const { hash, compactRevision } = await client.unary(Maintenance.method.hashKV, { revision }, { endpoint })
  return { hash, compactRevision }
}

describe.each(engineVersions)('a change log of etcd %s', (version) => {
  const engineId = `settings:${version}`

  test(
    'has every revision written under load: restored, ten of them are the model’s key by key and hash as the live store',
    { timeout: 120_000 },
    async () => {
      await using etcd = await startEtcd({ version })
      await using app = await startTestApp()
      await app.client.system.setSettings({ enginePath: engineDir(version) ?? '' })
      const connectionId = await app.connect(etcd, { name: 'shop' })
      await using store = new ModelledStore(etcd.endpoints, 42)
      await store.write(30)
      await etcd.etcdctl('compact', String(store.revision - 10n))
      await Promise.all([app.client.changeLog.turnOn({ connectionId, maxBytes }), store.write(60)])
      await stateWhen(app, connectionId, ({ activity }) => activity?.kind === 'live')
      await store.write(40)
      await store.revokeMany(5_000)
      await store.write(40)
      const { generations } = await loggedTo(app, connectionId, store.revision)
      expect(generations).toHaveLength(1)
      const [{ revision: base = 0n, gap } = {}] = generations
      expect(gap).toBeUndefined()
      const random = seededRandom(7)
      const pick = () => base + 1n + BigInt(Math.floor(random() * Number(store.revision - base)))
      const picked = Array.from({ length: 10 }, pick)
      const middle = picked[0] ?? 0n
      const restore = async (revision: bigint) => {
        const { done } = await restoreTo(app, connectionId, revision, engineId)
        expect(done).toMatchObject({ revision, replayed: Number(revision - base) })
        const cluster = (await app.client.local.list()).find(({ id }) => id === done.account.clusterId)
        return { done, endpoints: cluster?.endpoints ?? [] }
      }

      // One goes to the end, and has all others in its past.
      const all = await restore(store.revision)
      const live = await hashAt(store.client, store.revision)
      expect(all.done).toMatchObject({ hash: live.hash, check: { kind: 'hash', ...live } })
      await using whole = new EtcdClient({ endpoints: all.endpoints })
      for (const each of picked) {
        expect(await contentAt(whole, each), `revision ${each}`).toEqual(store.at(each))
        expect(await hashAt(whole, each), `revision ${each}`).toEqual(await hashAt(store.client, each))
      }

      // One stops exactly there. What the live store has compacted since is compared as it hashes now.
      await etcd.etcdctl('compact', String(middle - 1n))
      const part = await restore(middle)
      expect(part.done.check).toEqual({ kind: 'hash', ...(await hashAt(store.client, middle)) })
      expect(part.done.check).not.toMatchObject({ hash: part.done.hash })
      await using restored = new EtcdClient({ endpoints: part.endpoints })
      expect(await storeRevision(restored, never)).toBe(middle)
      expect(await contentAt(restored, middle)).toEqual(store.at(middle))

      const look = await app.client.changeLog.look({ connectionId, revision: middle })
      expect(look.changeCount).toBeGreaterThan(0)
      const then = await app.client.changeLog.look({ connectionId, at: look.receivedAt })
      expect(then.revision).toBeGreaterThanOrEqual(middle)
      const outside = await restoreTo(app, connectionId, store.revision + 1n, engineId).catch(toFailure)
      expect(outside).toMatchObject({ code: 'notFound', details: { field: 'revision' } })
    },
  )

  test(
    'tells what was compacted while the app was closed, and that another store answers, and begins anew',
    { timeout: 60_000 },
    async () => {
      await using etcd = await startEtcd({ version })
      await using store = new ModelledStore(etcd.endpoints, 5)
      await store.write(20)
      await using app = await startTestApp()
      const connectionId = await app.connect(etcd)
      await app.client.changeLog.turnOn({ connectionId, maxBytes })
      await stateWhen(app, connectionId, ({ activity }) => activity?.kind === 'live')
      await store.write(20)
      await loggedTo(app, connectionId, store.revision)
      const before = store.revision
      await app.app.stop()
      await store.write(20)
      await etcd.etcdctl('compact', String(store.revision))

      // The connection is not open: the log goes on without a tab.
      await using again = await startTestApp({ home: app.home })
      await store.write(5)
      const { generations } = await stateWhen(
        again,
        connectionId,
        (state) =>
          state.generations.length === 2 && (state.generations[1]?.toRevision ?? 0n) >= store.revision,
      )
      expect(generations[0]?.toRevision).toBe(before)
      expect(generations[1]?.gap).toMatchObject({ from: before + 1n, cause: 'compacted' })
      const lost = await again.client.changeLog.look({ connectionId, revision: before + 2n }).catch(toFailure)
      expect(lost).toMatchObject({ code: 'notFound' })

      if (version !== '3.5.16') return
      await again.app.stop()
      const [dataDir = ''] = etcd.dataDirs
      await etcd.stop(0)
      await etcd.start(0, `${dataDir}-other`)
      await etcd.ready()
      await using other = new ModelledStore(etcd.endpoints, 6)
      while (other.revision <= store.revision) await other.write(20)
      await using last = await startTestApp({ home: app.home })
      const state = await stateWhen(last, connectionId, (each) => each.generations.length === 3)
      // Its id is the same, and it is as far: what tells it is what it holds.
      expect(state.generations[2]?.clusterId).toBe(generations[1]?.clusterId)
      expect(state.generations[2]?.gap).toMatchObject({ from: store.revision + 1n, cause: 'replaced' })
    },
  )
})
