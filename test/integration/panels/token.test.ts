import { describe, expect, test } from 'vitest'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { startTcpProxy } from '../../support/tcp-proxy'
import { startTestApp } from '../../support/test-app'
import { namesOf, readRows, stateWhen } from './panel-reader'
import { specOf } from './panel-tools'

const ttlSeconds = 3
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe.each(engineVersions)('a watch panel of a user whose tokens expire, etcd %s', (version) => {
  test(
    'goes on over the expiry, broken off meanwhile or not, and shows every event once',
    { timeout: 60_000 },
    async () => {
      await using etcd = await startEtcd({
        version,
        auth: { user: 'root', password: 'secret' },
        args: [`--auth-token-ttl=${ttlSeconds}`],
      })
      await etcd.etcdctl('user', 'add', 'reader:pw')
      await etcd.etcdctl('role', 'add', 'reader')
      await etcd.etcdctl('role', 'grant-permission', 'reader', 'read', '/x/', '/x0')
      await etcd.etcdctl('user', 'grant-role', 'reader', 'reader')
      await using proxy = await startTcpProxy(etcd.endpoints[0] ?? '')
      await using app = await startTestApp()
      const login = { endpoints: [proxy.endpoint], user: 'reader', password: 'pw' }
      const connectionId = await app.connect(etcd, login)
      const { panels } = app.client
      const { id: panel } = await panels.open({ connectionId, spec: specOf('/x/', { startRevision: 1n }) })
      const whenRows = (count: number) =>
        stateWhen(app.pull, panels.follow({ panel }), (state) => state.rowCount === count)

      await etcd.etcdctl('put', '/x/1', 'a')
      await whenRows(1)
      // Time itself is what is tested: nobody uses the token, so it is gone after this.
      await sleep((ttlSeconds + 2) * 1_000)
      await etcd.etcdctl('put', '/x/2', 'b')
      await whenRows(2)
      proxy.cut()
      await etcd.etcdctl('put', '/x/3', 'c')
      await sleep((ttlSeconds + 2) * 1_000)
      proxy.heal()
      await etcd.etcdctl('del', '/x/1')
      const state = await whenRows(4)
      expect(state.activity.kind).toBe('live')
      expect(state.note?.text).toMatch(/no event lost$/)
      const rows = namesOf(await readRows(app.client, panel, state))
      expect(rows.map((name) => name.replace(/^\d+ /, ''))).toEqual([
        'put /x/1',
        'put /x/2',
        'put /x/3',
        'delete /x/1',
      ])
    },
  )
})
