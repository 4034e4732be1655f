import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClusterStatus, MemberRow } from '../../../shared/contract/cluster'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const failureOf = (call: Promise<unknown>) => call.then(() => undefined, toFailure)

// Most of the time is waited: for elections, and for what etcd does by its clock. So the versions wait side by side.
describe.concurrent.each(engineVersions)('leader and quorum of etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeEach(async () => {
    etcd = await startEtcd({ version, members: 3 })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
  })
  afterEach(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  async function statusWith(wanted: (status: ClusterStatus) => boolean): Promise<ClusterStatus> {
    for await (const status of app.pull(app.client.cluster.watch({ connectionId })))
      if (wanted(status)) return status
    throw new Error('the stream ended')
  }
  const byRole = async (role: MemberRow['role']) => {
    const { members } = await statusWith((status) => status.leaderId !== undefined)
    return members.filter((each) => each.role === role)
  }
  const indexOf = (member: MemberRow | undefined) => etcd.endpoints.indexOf(member?.endpoint ?? '')

  test.sequential('leadership moves to the member that is named, and to the best where none is', async () => {
    const [leader] = await byRole('leader')
    const [follower] = await byRole('follower')
    if (!leader || !follower) throw new Error('no leader or no follower')
    const moved = await app.client.members.moveLeader({ connectionId, to: follower.id })
    expect(moved).toMatchObject({ fromId: leader.id, toId: follower.id, wasInDoubt: false })
    expect(moved.tookMs).toBeGreaterThan(0)
    const status = await etcd.etcdctl('endpoint', 'status', '-w', 'json')
    expect(status).toContain(`"leader":${BigInt(`0x${follower.id}`)}`)

    const again = await failureOf(app.client.members.moveLeader({ connectionId, to: follower.id }))
    expect(again).toMatchObject({ code: 'precondition', message: `${follower.name} leads already.` })
    const best = await app.client.members.moveLeader({ connectionId })
    expect(best.fromId).toBe(follower.id)
    const unknown = await failureOf(app.client.members.moveLeader({ connectionId, to: 'abc' }))
    expect(unknown?.code).toBe('notFound')
  })

  test.sequential('a member that does not answer is not asked to lead', async () => {
    const [follower] = await byRole('follower')
    if (!follower) throw new Error('no follower')
    await etcd.kill(indexOf(follower))
    const refused = await failureOf(app.client.members.moveLeader({ connectionId, to: follower.id }))
    expect(refused).toMatchObject({
      code: 'precondition',
      message: `${follower.name} is not healthy: it could not lead.`,
    })
    const moved = await app.client.members.moveLeader({ connectionId })
    expect(moved.toId).not.toBe(follower.id)
  })

  test.sequential(
    'removing is refused where those left are no quorum, by us and, when typed, by etcd',
    async () => {
      const [down, up] = await byRole('follower')
      if (!down || !up) throw new Error('no followers')
      await etcd.kill(indexOf(down))
      const refused = await failureOf(app.client.members.remove({ connectionId, id: up.id }))
      expect(refused).toMatchObject({ code: 'precondition', details: { field: 'confirmName' } })
      expect(refused?.message).toContain('1 of 2 voting members work, 2 are needed')
      const mistyped = await failureOf(
        app.client.members.remove({ connectionId, id: up.id, confirmName: 'm9' }),
      )
      expect(mistyped).toMatchObject({ code: 'invalid', details: { field: 'confirmName' } })
      const byEtcd = await failureOf(
        app.client.members.remove({ connectionId, id: up.id, confirmName: up.name }),
      )
      expect(byEtcd).toMatchObject({ code: 'precondition', reason: 'etcdserver: unhealthy cluster' })
      expect(await app.client.members.list({ connectionId })).toHaveLength(3)

      const { members } = await app.client.members.remove({ connectionId, id: down.id })
      expect(members.map(({ id }) => id)).not.toContain(down.id)
      expect(members).toHaveLength(2)
    },
  )

  test.sequential('the leader can be removed: another one is elected; the last voter cannot', async () => {
    const [leader] = await byRole('leader')
    if (!leader) throw new Error('no leader')
    const remove = (id: string, confirmName?: string) =>
      until(
        () =>
          app.client.members.remove({ connectionId, id, confirmName }).catch((error: unknown) => {
            if (toFailure(error).reason === 'etcdserver: unhealthy cluster') return undefined
            throw error
          }),
        { timeoutMs: 20_000, intervalMs: 200, what: 'etcd takes the change' },
      )
    await remove(leader.id)
    const after = await statusWith(
      ({ leaderId, members }) => members.length === 2 && leaderId !== undefined && leaderId !== leader.id,
    )
    const follower = after.members.find(({ id }) => id !== after.leaderId)
    if (!follower || after.leaderId === undefined) throw new Error('no follower')
    await remove(follower.id)
    const last = await failureOf(
      app.client.members.remove({ connectionId, id: after.leaderId, confirmName: 'anything' }),
    )
    expect(last).toMatchObject({ code: 'precondition' })
    expect(last?.message).toContain('is the last member with a vote')
  })
})
