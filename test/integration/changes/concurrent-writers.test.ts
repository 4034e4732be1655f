import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { bytes, carryOut, folder, makePlan } from './carry-out'

const seconds = Number(process.env['ETCDESK_TEST_WRITER_SECONDS'] ?? 30)
const writers = 8
const numberOf = (value: Uint8Array) => Number(Buffer.from(value).toString())

describe.each(engineVersions)('etcd %s', (version) => {
  let etcd: RunningEtcd
  let ours: TestApp
  let theirs: TestApp
  let here: string
  let there: string
  beforeAll(async () => {
    ;[etcd, ours, theirs] = await Promise.all([startEtcd({ version }), startTestApp(), startTestApp()])
    ;[here, there] = await Promise.all([ours.connect(etcd), theirs.connect(etcd)])
  })
  afterAll(async () => {
    await Promise.all([ours, theirs].map((each) => each?.[Symbol.asyncDispose]()))
    await etcd?.[Symbol.asyncDispose]()
  })

  const get = async (key: string) =>
    (await theirs.client.kv.range({ connectionId: there, key: bytes(key) })).kvs[0]

  /** As another program adds one: a transaction on what it read, naming the lease. False when it lost. */
  async function addOne(key: string): Promise<boolean> {
    const kv = await get(key)
    if (!kv) return false
    const { succeeded } = await theirs.client.kv.txn({
      connectionId: there,
      compare: [{ target: 'modRevision', key: kv.key, equals: kv.modRevision }],
      success: [{ kind: 'put', key: kv.key, value: bytes(String(numberOf(kv.value) + 1)), lease: kv.lease }],
      failure: [],
    })
    return succeeded
  }

  /** As the editor saves. */
  async function saveOne(key: string): Promise<boolean> {
    const kv = (await ours.client.kv.range({ connectionId: here, key: bytes(key) })).kvs[0]
    if (!kv) return false
    const { modRevision } = kv
    const value = bytes(String(numberOf(kv.value) + 1))
    try {
      await ours.client.kv.save({ connectionId: here, key: kv.key, value, modRevision })
      return true
    } catch (error) {
      expect(toFailure(error).code).toBe('conflict')
      return false
    }
  }

  test(
    `${writers} writers against our saves and moves for ${seconds} s: no lost update, no detached lease`,
    { timeout: (seconds + 30) * 1000 },
    async () => {
      const { id: lease } = await ours.client.lease.grant({ connectionId: here, ttlSeconds: 600 })
      const names = ['shared', ...Array.from({ length: writers }, (_, i) => `own${i}`)]
      for (const name of names)
        await ours.client.kv.create({
          connectionId: here,
          key: bytes(`/a/${name}`),
          value: bytes('0'),
          lease,
        })
      const added = new Map(names.map((name) => [name, 0]))
      const end = Date.now() + seconds * 1000
      const count = async (name: string, add: (key: string) => Promise<boolean>) => {
        let won = 0
        while (Date.now() < end)
          for (const place of ['/a', '/b'])
            if (await add(`${place}/${name}`)) {
              added.set(name, (added.get(name) ?? 0) + 1)
              won++
            }
        return won
      }
      let moved = 0
      const move = async () => {
        for (let [from, to] = ['/a', '/b']; Date.now() < end; [from, to] = [to, from]) {
          const mapping = { from: bytes(from), to: bytes(to) }
          const scope = folder(`${from}/`)
          const plan = await makePlan(ours, { connectionId: here, kind: 'move', scope, mapping }).catch(
            () => undefined,
          )
          if (!plan || plan.conflicts > 0) continue
          const { account, failure } = await carryOut(ours, plan.id)
          expect(failure).toBeUndefined()
          expect(account.written + account.changed).toBe(plan.count)
          moved += account.written
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
      const [saved] = await Promise.all([
        count('shared', saveOne),
        move(),
        ...Array.from({ length: writers }, (_, i) => count(i % 2 ? 'shared' : `own${i}`, addOne)),
      ])
      for (const name of names) {
        const found = (await Promise.all([get(`/a/${name}`), get(`/b/${name}`)])).filter(
          (kv) => kv !== undefined,
        )
        expect(found).toHaveLength(1)
        expect(found.map((kv) => numberOf(kv.value))).toEqual([added.get(name)])
        expect(found.map((kv) => kv.lease)).toEqual([lease])
      }
      expect(Math.min(saved, moved)).toBeGreaterThan(0)
    },
  )
})
