import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { at, bytes, defragment, putMany } from './run'

const quotaBytes = 16 * 2 ** 20

// One story: the database is full, and the steps of the guide lead out of it.
describe.each(engineVersions)('a full database, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  const key = bytes('/state')
  const put = () =>
    app.client.kv.txn({
      connectionId,
      compare: [],
      success: [{ kind: 'put', key, value: bytes('x'.repeat(60_000)) }],
      failure: [],
    })
  const space = () => app.client.maintenance.space({ connectionId })
  const disarmAll = async (force: boolean) => {
    const { alarms } = await space()
    let last
    for (const { memberId, alarm } of alarms)
      last = await app.client.maintenance.disarm({ connectionId, memberId, alarm, force })
    return last
  }

  beforeAll(async () => {
    etcd = await startEtcd({ version, members: 3, args: [`--quota-backend-bytes=${quotaBytes}`] })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('there is room at first, and each member tells its quota', async () => {
    const facts = await space()
    expect(facts.members.map((each) => each.quotaBytes)).toEqual(Array(3).fill(quotaBytes))
    expect(facts).toMatchObject({ room: 'enough', alarms: [] })
    const memberId = at(facts.members, 0).id
    const none = app.client.maintenance.disarm({ connectionId, memberId, alarm: 'NOSPACE', force: false })
    expect(toFailure(await none.catch((error: unknown) => error))).toMatchObject({ code: 'notFound' })
  })

  test('many versions of one key fill it: a write fails, and the alarm is raised', async () => {
    await putMany(etcd, 150, 60_000, '/state')
    let failure: unknown
    for (let i = 0; i < 300 && failure === undefined; i++)
      failure = await put().then(() => undefined, toFailure)
    expect(failure).toMatchObject({ code: 'exhausted' })
    const facts = await until(async () => {
      const now = await space()
      return now.alarms.length > 0 && now
    })
    expect(facts).toMatchObject({ room: 'lacking' })
  })

  test('what fills it: next to nothing that is there now, all of it in old versions', async () => {
    const input = { connectionId, prefix: new Uint8Array(), separator: bytes('/') }
    const rows = []
    for await (const row of app.pull(app.client.maintenance.fill(input))) rows.push(row)
    expect(rows.at(-1)).toMatchObject({ keys: 1, isDone: true })
    expect(rows.at(-1)?.bytes).toBeLessThan(100_000)
    const churn = []
    for await (const row of app.pull(app.client.history.churn(input))) churn.push(row)
    expect(churn.at(-1)?.bytes ?? 0).toBeGreaterThan(0.8 * quotaBytes)
  })

  test('disarming is refused while nothing was won', async () => {
    const { alarms } = await space()
    const { memberId } = at(alarms, 0)
    const early = app.client.maintenance.disarm({ connectionId, memberId, alarm: 'NOSPACE', force: false })
    expect(toFailure(await early.catch((error: unknown) => error))).toMatchObject({
      code: 'precondition',
      details: { room: 'lacking' },
    })
    expect((await space()).alarms).toHaveLength(alarms.length)
  })

  test('compacted, defragmented one by one, disarmed: it writes again', async () => {
    const plan = await app.client.maintenance.compactPlan({
      connectionId,
      target: { kind: 'revisions', count: 1n },
    })
    await app.client.maintenance.compact({ connectionId, revision: plan.revision, physical: true })
    // What is in use is told anew with the next write only, and there is none while the alarm stands.
    expect((await space()).room, 'freed pages stay in the file').toBe('lacking')
    const states = await defragment(app, { connectionId, movesLeader: true })
    const account = at(states, states.length - 1)
    expect(account.failure).toBeUndefined()
    for (const step of account.steps) {
      expect(step.state).toBe('done')
      expect(step.afterBytes).toBeLessThan(quotaBytes / 4)
    }
    expect((await space()).room).toBe('enough')
    const stillFull = await put().catch(toFailure)
    expect(stillFull, 'the alarm outlives the space').toMatchObject({ code: 'exhausted' })
    expect(await disarmAll(false)).toMatchObject({ room: 'enough', alarms: [] })
    await until(put)
  })
})
