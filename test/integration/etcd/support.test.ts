import { describe, expect, it } from 'vitest'
import { engineVersions, haveEngine } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'

describe.each(engineVersions)('etcd %s under test', (version) => {
  it.skipIf(!haveEngine(version)).each([undefined, 'server', 'mutual'] as const)(
    'starts three members with tls %s and auth, survives a stop, and is gone afterwards',
    async (tls) => {
      const auth = { user: 'root', password: 'a secret' } as const
      await using etcd = await startEtcd({ version, members: 3, tls, auth })
      await etcd.etcdctl('put', 'key', 'value')
      await etcd.stop(0)
      await etcd.start(0)
      await etcd.ready()
      expect(await etcd.etcdctl('get', 'key')).toBe('key\nvalue\n')
      expect(etcd.members.every((member) => member.pid)).toBe(true)
    },
    60_000,
  )
})
