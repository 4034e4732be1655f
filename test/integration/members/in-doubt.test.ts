import { describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { freePorts } from '../../support/ports'
import { startAddedMember } from '../../support/started-member'
import { startTcpProxy } from '../../support/tcp-proxy'
import { startTestApp } from '../../support/test-app'
import { until } from '../../support/until'

// Most of the time is waited: for elections, and for what etcd does by its clock. So the versions wait side by side.
describe.concurrent.each(engineVersions)('a change of the membership of etcd %s', (version) => {
  test.sequential(
    'that etcd made and whose answer came too late is told as made, after looking',
    async () => {
      await using etcd = await startEtcd({ version })
      await using app = await startTestApp()
      await using proxy = await startTcpProxy(etcd.endpoints[0] ?? '')
      const direct = await app.connect(etcd)
      const [port = 0] = await freePorts(1)
      const peerUrls = [`http://127.0.0.1:${port}`]
      const { id, members } = await app.client.members.add({
        connectionId: direct,
        peerUrls,
        isLearner: true,
      })
      await using learner = await startAddedMember(version, { id, name: 'm2', members })
      await until(async () => (await etcd.etcdctl('member', 'list')).includes(learner.clientUrl))
      await until(
        async () => {
          const status = await etcd.etcdctl(
            '--endpoints',
            learner.clientUrl,
            'endpoint',
            'status',
            '-w',
            'json',
          )
          return Number(/"raftAppliedIndex":(\d+)/.exec(status)?.[1] ?? 0) > 0
        },
        { timeoutMs: 20_000, what: 'the learner applies' },
      )

      const slow = await app.connect(etcd, { name: 'slow', endpoints: [proxy.endpoint] })
      // The answer would come after twice that: later than the ten seconds a request is waited for.
      proxy.delay(6_000)
      const promoting = app.client.members.promote({ connectionId: slow, id }).catch(toFailure)
      await until(async () => !/, true$/m.test(await etcd.etcdctl('member', 'list')), { timeoutMs: 20_000 })
      proxy.heal()
      expect(await promoting).toMatchObject({ wasInDoubt: true })
    },
  )
})
