import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DefragmentState } from '../../../shared/contract/maintenance'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { at, defragment, leaderIndex, memberId, putMany } from './run'

/** When members rewrote their databases, by their own logs: m1, m2 … in the order they finished. */
function ordersInLogs(etcd: RunningEtcd): readonly { readonly name: string; readonly atMs: number }[] {
  const all = etcd.members.flatMap((member, i) =>
    member.log.split('\n').flatMap((line) => {
      if (!line.includes('finished defragment')) return []
      const { ts, msg } = JSON.parse(line) as { ts: string; msg: string }
      // The store's own line; the service writes one of the same word.
      return msg === 'finished defragment' ? [{ name: `m${i + 1}`, atMs: Date.parse(ts) }] : []
    }),
  )
  return all.sort((a, b) => a.atMs - b.atMs)
}
const namesInLogs = (etcd: RunningEtcd) => ordersInLogs(etcd).map(({ name }) => name)

describe.each(engineVersions)('defragmenting three members, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string

  beforeAll(async () => {
    etcd = await startEtcd({ version, members: 3 })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
    await putMany(etcd, 2_000, 2_000)
    const { revision } = await app.client.maintenance.compactPlan({
      connectionId,
      target: { kind: 'revisions', count: 1n },
    })
    await app.client.maintenance.compact({ connectionId, revision, physical: true })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('followers first, the leader last, and the leader stays', async () => {
    const leader = await leaderIndex(etcd)
    const plan = await app.client.maintenance.defragmentPlan({ connectionId })
    expect(plan.voters).toBe(3)
    expect(plan.obstacle).toBeUndefined()
    expect(plan.members.map(({ role }) => role)).toEqual(['follower', 'follower', 'leader'])
    // Freed pages may reach the figures of the last member a moment later.
    await until(async () => {
      const { members } = await app.client.maintenance.defragmentPlan({ connectionId })
      return members.every((each) => (each.dbSizeInUseBytes ?? 0) < (each.dbSizeBytes ?? 0) / 2)
    })
    const states = await defragment(app, { connectionId, movesLeader: false })
    const account = at(states, states.length - 1)
    expect(account).toMatchObject({ kind: 'done', isCanceled: false })
    expect(account.failure).toBeUndefined()
    expect(account.movedLeader).toBeUndefined()
    expect(account.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
    for (const step of account.steps) expect(step.afterBytes).toBeLessThan((step.beforeBytes ?? 0) / 2)
    const names = namesInLogs(etcd)
    expect(names).toHaveLength(3)
    expect(new Set(names).size).toBe(3)
    expect(names.at(-1)).toBe(`m${leader + 1}`)
    expect(names).toEqual(plan.members.map(({ name }) => name))
    expect(await leaderIndex(etcd)).toBe(leader)
    // No two at once: each was seen to be well between.
    const overlaps = states.filter(
      ({ steps }) =>
        steps.filter(({ state }) => state === 'defragmenting' || state === 'checking').length > 1,
    )
    expect(overlaps).toEqual([])
  })

  test('leadership is given away before the leader is taken, when that was asked for', async () => {
    const before = namesInLogs(etcd).length
    const leader = await leaderIndex(etcd)
    const leaderWhen: (number | undefined)[] = []
    const states = await defragment(app, { connectionId, movesLeader: true }, async ({ steps }) => {
      const now = steps.find(({ state }) => state === 'defragmenting')
      if (now?.name === `m${leader + 1}`) leaderWhen.push(await leaderIndex(etcd))
    })
    const account = at(states, states.length - 1)
    const names = namesInLogs(etcd).slice(before)
    expect(names.at(-1)).toBe(`m${leader + 1}`)
    expect(account.movedLeader?.from).toBe(`m${leader + 1}`)
    const now = await leaderIndex(etcd)
    expect(account.movedLeader?.to).toBe(`m${now + 1}`)
    expect(now).not.toBe(leader)
    expect(leaderWhen).toEqual([now])
  })

  test('only the chosen ones, and stop ends it after the one under way', async () => {
    const before = namesInLogs(etcd).length
    const one = await memberId(etcd, 0)
    const chosen = await defragment(app, { connectionId, movesLeader: false, members: [one] })
    expect(namesInLogs(etcd).slice(before)).toEqual(['m1'])
    expect(at(chosen, chosen.length - 1).steps.filter(({ state }) => state === 'done')).toHaveLength(1)
    let stopped: Promise<void> | undefined
    const states = await defragment(app, { connectionId, movesLeader: false }, async ({ steps }) => {
      if (steps.some(({ state }) => state === 'defragmenting'))
        stopped ??= app.client.maintenance.stop({ connectionId })
      await stopped
    })
    const account = at(states, states.length - 1)
    expect(account.isCanceled).toBe(true)
    expect(account.failure).toBeUndefined()
    expect(account.steps.map(({ state }) => state)).toEqual(['done', 'skipped', 'skipped'])
    expect(namesInLogs(etcd)).toHaveLength(before + 2)
  })

  test('two at a time are refused', async () => {
    let second: unknown
    await defragment(app, { connectionId, movesLeader: false }, async () => {
      second ??= await defragment(app, { connectionId, movesLeader: false }).catch(toFailure)
    })
    expect(second).toMatchObject({ code: 'precondition' })
  })

  test('the gate stops when a member dies between, and says who was not touched', async () => {
    const before = namesInLogs(etcd).length
    const leader = await leaderIndex(etcd)
    const victim = [0, 1, 2].findLast((i) => i !== leader) ?? 0
    let killed: Promise<void> | undefined
    const input = { connectionId, movesLeader: true, gateTimeoutMs: 1_500 }
    const states: DefragmentState[] = [
      ...(await defragment(app, input, async ({ steps }) => {
        if (steps.some(({ state }) => state === 'defragmenting')) killed ??= etcd.kill(victim)
        await killed
      })),
    ]
    const account = at(states, states.length - 1)
    expect(account.failure?.code).toBe('precondition')
    expect(account.failure?.message).toContain(`m${victim + 1} does not answer`)
    expect(account.failure?.message).toContain('not touched')
    expect(account.steps.filter(({ state }) => state === 'failed')).toHaveLength(1)
    expect(account.steps.filter(({ state }) => state === 'skipped')).toHaveLength(2)
    expect(namesInLogs(etcd)).toHaveLength(before + 1)
    const plan = await app.client.maintenance.defragmentPlan({ connectionId })
    expect(plan.obstacle).toContain(`m${victim + 1} is not well`)
    const refused = await defragment(app, { connectionId, movesLeader: false })
    expect(at(refused, refused.length - 1).failure).toMatchObject({
      code: 'precondition',
      message: plan.obstacle,
    })
    expect(namesInLogs(etcd)).toHaveLength(before + 1)
  })
})
