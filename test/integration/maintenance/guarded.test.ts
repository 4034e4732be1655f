import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HashCheckState } from '../../../shared/contract/maintenance'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { freePorts } from '../../support/ports'
import { startAddedMember, type StartedMember } from '../../support/started-member'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { at, defragment } from './run'

// TLS on both sides, auth, and a learner: what each of them takes away from maintenance.
describe.each(engineVersions)('a guarded cluster with a learner, etcd %s', (version) => {
  let etcd: RunningEtcd
  let learner: StartedMember
  let app: TestApp
  let root: string
  let reader: string
  const failureOf = (call: Promise<unknown>) => call.then(() => undefined, toFailure)
  const checkHashes = async (connectionId: string): Promise<HashCheckState> => {
    let last
    for await (last of app.pull(app.client.maintenance.checkHashes({ connectionId })));
    return last ?? expect.unreachable('nothing was told')
  }

  beforeAll(async () => {
    const auth = { user: 'root', password: 'planted-secret' } as const
    etcd = await startEtcd({ version, tls: 'mutual', auth })
    await etcd.etcdctl('user', 'add', 'reader:planted-secret')
    await etcd.etcdctl('role', 'add', 'reads')
    await etcd.etcdctl('role', 'grant-permission', 'reads', 'read', '/app/', '--prefix')
    await etcd.etcdctl('user', 'grant-role', 'reader', 'reads')
    app = await startTestApp()
    root = await app.connect(etcd, { user: 'root', password: 'planted-secret' })
    reader = await app.connect(etcd, { name: 'reader', user: 'reader', password: 'planted-secret' })
    const [port = 0] = await freePorts(1)
    const peerUrls = [`http://127.0.0.1:${port}`]
    const { id, members } = await app.client.members.add({ connectionId: root, peerUrls, isLearner: true })
    learner = await startAddedMember(version, { id, name: 'm2', members, tls: etcd.tls })
    const isStarted = async () =>
      (await app.client.maintenance.defragmentPlan({ connectionId: root })).members.every(
        ({ name, failure }) => /^m\d$/.test(name) && !failure,
      )
    await until(isStarted, { timeoutMs: 20_000, what: 'the learner answers' })
  })
  afterAll(async () => {
    await learner?.[Symbol.asyncDispose]()
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('root maintains it; the learner, which etcd lets do neither, is left out and said to be', async () => {
    const connectionId = root
    const key = new TextEncoder().encode('/app/k')
    const success = [{ kind: 'put' as const, key, value: key }]
    for (let i = 0; i < 20; i++) await app.client.kv.txn({ connectionId, compare: [], success, failure: [] })
    const plan = await app.client.maintenance.compactPlan({
      connectionId,
      target: { kind: 'revisions', count: 1n },
    })
    expect(plan.goes).toBeGreaterThan(10n)
    const compacted = await app.client.maintenance.compact({
      connectionId,
      revision: plan.revision,
      physical: true,
    })
    expect(compacted.after.map(({ name }) => name)).toEqual(['m1', 'm2'])
    const { members, voters } = await app.client.maintenance.defragmentPlan({ connectionId })
    expect(members.map(({ name, role }) => [name, role])).toEqual([
      ['m1', 'leader'],
      ['m2', 'learner'],
    ])
    expect(voters).toBe(1)
    const account = (await defragment(app, { connectionId, movesLeader: true })).at(-1)
    expect(account?.failure).toBeUndefined()
    expect(account?.steps.map(({ name, state }) => [name, state])).toEqual([
      ['m1', 'done'],
      ['m2', 'skipped'],
    ])
    const hashes = await checkHashes(connectionId)
    expect(hashes.members[0]?.hash).toBeGreaterThan(0)
    expect(hashes.members[1]).toMatchObject({ name: 'm2', failure: { code: 'precondition' } })
    expect(hashes.verdict?.kind).toBe('alone')
    const space = await app.client.maintenance.space({ connectionId })
    expect(space.members.every(({ quotaBytes }) => quotaBytes === 2 ** 31)).toBe(true)
    expect(space.room).toBe('enough')
    const { members: told } = await app.client.maintenance.downgrade({ connectionId })
    expect(told.map((each) => each.version)).toEqual([version, version])
  })

  test('a user without root is told what is denied, and nothing is done', async () => {
    const connectionId = reader
    const before = await app.client.members.list({ connectionId: root })
    const id = at(before, 1).id
    const peerUrls = ['http://127.0.0.1:1']
    const { maintenance, members } = app.client
    const asked = [
      maintenance.compactPlan({ connectionId, target: { kind: 'revisions', count: 1n } }),
      maintenance.compact({ connectionId, revision: 15n }),
      maintenance.space({ connectionId }),
      members.add({ connectionId, peerUrls, isLearner: true }),
      members.promote({ connectionId, id }),
      members.remove({ connectionId, id }),
      members.updatePeerUrls({ connectionId, id, peerUrls }),
    ]
    for (const failure of await Promise.all(asked.map(failureOf)))
      expect(failure).toMatchObject({ code: 'denied' })
    const account = (await defragment(app, { connectionId, movesLeader: false })).at(-1)
    expect(account).toMatchObject({ failure: { code: 'denied' } })
    expect(account?.steps.map(({ state }) => state)).toEqual(['failed', 'skipped'])
    const hashes = await checkHashes(connectionId)
    expect(hashes.members[0]).toMatchObject({ name: 'm1', failure: { code: 'denied' } })
    expect(hashes.verdict?.kind).toBe('alone')
    expect(await app.client.members.list({ connectionId: root })).toEqual(before)
  })
})
