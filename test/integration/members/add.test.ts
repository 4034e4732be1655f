import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListedMember, MembershipChange } from '../../../shared/contract/members'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { freePorts } from '../../support/ports'
import { startAddedMember } from '../../support/started-member'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const failureOf = (call: Promise<unknown>) => call.then(() => undefined, toFailure)

describe.each(engineVersions)('membership of etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version, members: 3 })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  const list = () => app.client.members.list({ connectionId })
  const named = async (name: string): Promise<ListedMember> => {
    const found = (await list()).find((each) => each.name === name)
    if (!found) throw new Error(`no member ${name}`)
    return found
  }
  /** etcd wants all voters connected for five seconds before it takes a change. */
  const settled = <T>(change: () => Promise<T>) =>
    until(
      () =>
        change().catch((error: unknown) => {
          if (toFailure(error).reason === 'etcdserver: unhealthy cluster') return undefined
          throw error
        }),
      { timeoutMs: 20_000, intervalMs: 200, what: 'etcd takes the change' },
    )
  const add = (peerUrls: string[], isLearner = true) =>
    settled(() => app.client.members.add({ connectionId, peerUrls, isLearner }))

  test('a learner is added, started with the flags that are shown, promoted and removed', async () => {
    const [port = 0] = await freePorts(1)
    const peerUrls = [`http://127.0.0.1:${port}`]
    const added = await add(peerUrls)
    expect(added.wasInDoubt).toBe(false)
    expect(added.members.find(({ id }) => id === added.id)).toEqual({
      id: added.id,
      name: '',
      peerUrls,
      clientUrls: [],
      isLearner: true,
    })
    expect((await list()).map(({ name }) => name)).toEqual(['m1', 'm2', 'm3', ''])

    const early = await failureOf(app.client.members.promote({ connectionId, id: added.id }))
    expect(early).toMatchObject({
      code: 'precondition',
      message: 'The learner has not caught up with the leader yet; promote it later.',
    })

    await using started = await startAddedMember(version, {
      id: added.id,
      name: 'm4',
      members: added.members,
    })
    await until(async () => (await named('m4')).clientUrls.length === 1, { timeoutMs: 20_000 })
    const promoted = await until(
      () =>
        app.client.members.promote({ connectionId, id: added.id }).catch((error: unknown) => {
          if (toFailure(error).code === 'precondition') return undefined
          throw error
        }),
      { timeoutMs: 20_000, intervalMs: 100, what: 'the learner has caught up' },
    )
    expect(promoted.members.find(({ id }) => id === added.id)).toMatchObject({ name: 'm4', isLearner: false })
    // etcdctl leaves out leading zeros.
    const plainId = BigInt(`0x${added.id}`).toString(16)
    expect(await etcd.etcdctl('member', 'list')).toContain(`${plainId}, started, m4`)

    const removed: MembershipChange = await settled(() =>
      app.client.members.remove({ connectionId, id: added.id }),
    )
    expect(removed.members.map(({ name }) => name)).toEqual(['m1', 'm2', 'm3'])
    await until(() => started.process.pid === undefined, {
      timeoutMs: 20_000,
      what: 'the removed member ends itself',
    })
  })

  test('one that was added and never started can be removed', async () => {
    const [port = 0] = await freePorts(1)
    const added = await add([`http://127.0.0.1:${port}`])
    const { members } = await app.client.members.remove({ connectionId, id: added.id })
    expect(members).toHaveLength(3)
    const gone = await failureOf(app.client.members.remove({ connectionId, id: added.id }))
    expect(gone?.code).toBe('notFound')
  })

  test('a voter is added as one, and etcd itself takes no second change before it is started', async () => {
    const [port = 0, other = 0] = await freePorts(2)
    const added = await add([`http://127.0.0.1:${port}`], false)
    expect(added.members.find(({ id }) => id === added.id)?.isLearner).toBe(false)
    const second = await failureOf(
      app.client.members.add({ connectionId, peerUrls: [`http://127.0.0.1:${other}`], isLearner: true }),
    )
    expect(second).toMatchObject({ code: 'precondition', reason: 'etcdserver: unhealthy cluster' })
    expect(second?.details?.['unknownOutcome']).toBeUndefined()
    await app.client.members.remove({ connectionId, id: added.id })
    expect(await list()).toHaveLength(3)
  })

  test('peer URLs that another member has, or that are none, are refused before etcd is asked', async () => {
    const [taken = ''] = (await named('m2')).peerUrls
    const refused = (peerUrls: string[]) =>
      failureOf(app.client.members.add({ connectionId, peerUrls, isLearner: true }))
    expect(await refused([taken])).toMatchObject({
      code: 'exists',
      message: `${taken} is a peer URL of m2 already.`,
      details: { field: 'peerUrls' },
    })
    expect(await refused(['127.0.0.1:1'])).toMatchObject({ code: 'invalid', details: { field: 'peerUrls' } })
    const { id } = await named('m1')
    const update = await failureOf(app.client.members.updatePeerUrls({ connectionId, id, peerUrls: [taken] }))
    expect(update?.code).toBe('exists')
  })

  test('several peer URLs of a member are kept over its restart', async () => {
    const { id, peerUrls } = await named('m3')
    const more = [...peerUrls, 'http://127.0.0.1:1']
    const changed = await app.client.members.updatePeerUrls({ connectionId, id, peerUrls: more })
    expect(changed.members.find((each) => each.id === id)?.peerUrls.toSorted()).toEqual(more.toSorted())
    await etcd.stop(2)
    await etcd.start(2)
    await etcd.ready()
    expect((await named('m3')).peerUrls).toHaveLength(2)
    await app.client.members.updatePeerUrls({ connectionId, id, peerUrls: [...peerUrls] })
    expect((await named('m3')).peerUrls).toEqual(peerUrls)
  })

  test('etcd of these versions forgets that a member is a learner when its peer URLs change', async () => {
    const [port = 0, other = 0] = await freePorts(2)
    const { id } = await add([`http://127.0.0.1:${port}`])
    const peerUrls = [`http://127.0.0.1:${other}`]
    const { members } = await app.client.members.updatePeerUrls({ connectionId, id, peerUrls })
    expect(members.find((each) => each.id === id)).toMatchObject({ peerUrls, isLearner: false })
    expect((await failureOf(app.client.members.promote({ connectionId, id })))?.code).toBe('precondition')
    await app.client.members.remove({ connectionId, id })
  })

  test('a read-only connection changes nothing', async () => {
    const look = await app.connect(etcd, { name: 'look', readOnly: true })
    const { id } = await named('m2')
    const peerUrls = ['http://127.0.0.1:1']
    const refused = await Promise.all([
      failureOf(app.client.members.moveLeader({ connectionId: look })),
      failureOf(app.client.members.add({ connectionId: look, peerUrls, isLearner: true })),
      failureOf(app.client.members.promote({ connectionId: look, id })),
      failureOf(app.client.members.remove({ connectionId: look, id })),
      failureOf(app.client.members.updatePeerUrls({ connectionId: look, id, peerUrls })),
    ])
    expect(refused.map((failure) => failure?.code)).toEqual(Array(5).fill('denied'))
    expect(await app.client.members.list({ connectionId: look })).toHaveLength(3)
  })
})
