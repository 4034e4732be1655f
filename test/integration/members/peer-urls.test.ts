import { describe, expect, test } from 'vitest'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { freePorts } from '../../support/ports'
import { startAddedMember } from '../../support/started-member'
import { startTestApp } from '../../support/test-app'
import { until } from '../../support/until'

describe.each(engineVersions)('peer URLs of etcd %s', (version) => {
  test('a member that is started with its new peer URLs is found there, and the quorum holds again', async () => {
    await using etcd = await startEtcd({ version })
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd)
    const [first = 0, second = 0] = await freePorts(2)
    const add = { connectionId, peerUrls: [`http://127.0.0.1:${first}`], isLearner: true }
    const { id, members } = await app.client.members.add(add)
    await using joined = await startAddedMember(version, { id, name: 'm2', members })
    await until(() => app.client.members.promote({ connectionId, id }).catch(() => undefined), {
      timeoutMs: 20_000,
      intervalMs: 100,
      what: 'the learner has caught up',
    })

    const moved = `http://127.0.0.1:${second}`
    const changed = await app.client.members.updatePeerUrls({ connectionId, id, peerUrls: [moved] })
    expect(changed.members.find((each) => each.id === id)?.peerUrls).toEqual([moved])
    await joined.restartAt(moved)
    const both = [...etcd.endpoints, joined.clientUrl].join(',')
    // Two voters: a write needs them both, so they have found each other.
    await until(
      async () => {
        await etcd.etcdctl('--endpoints', both, 'put', 'after', version)
        return true
      },
      { timeoutMs: 30_000, what: 'both agree' },
    )
    const alone = ['--endpoints', joined.clientUrl, 'get', '--consistency=s', '--print-value-only', 'after']
    await until(async () => (await etcd.etcdctl(...alone)).trim() === version, {
      what: 'it was applied there',
    })
  })
})
