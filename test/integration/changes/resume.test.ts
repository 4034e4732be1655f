import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChangeKind, ChangeOperation, ChangeState } from '../../../shared/contract/changes'
import { rangeOf } from '../../../shared/etcd/range'
import { readPulled, type PulledEvent } from '../../../shared/pulled'
import { startBrowserHost, type BrowserHost } from '../../e2e/driver/browser-run'
import { gone } from '../../e2e/driver/process-log'
import { buildServe, type BuiltServe } from '../../support/build-serve'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { tempDir, type TempDir } from '../../support/temp-dir'
import { profileOf, type TestClient } from '../../support/test-app'
import { connectTo } from '../../support/transport'
import { bytes, folder } from './carry-out'

const count = 6_000

/** The browser host as a process of its own, and a client of it. */
async function startHost(script: string, home: string) {
  // Its own program for the thread that reads snapshot files is not beside a host that was built by itself.
  const env = { ETCDESK_SNAPSHOT_VIEW_WORKER: process.env['ETCDESK_SNAPSHOT_VIEW_WORKER'] ?? '' }
  const host = await startBrowserHost({ home, script, env })
  const { client } = await connectTo(host.url)
  return { host, client }
}

let serve: BuiltServe
let script: string
beforeAll(async () => {
  serve = await buildServe()
  script = serve.script
})
afterAll(() => serve?.[Symbol.asyncDispose]())

describe.each(engineVersions)(
  'after kill -9 of the browser host in the middle of a change, etcd %s',
  (version) => {
    let etcd: RunningEtcd
    let home: TempDir
    let host: BrowserHost
    let client: TestClient
    let connectionId: string
    beforeAll(async () => {
      ;[etcd, home] = await Promise.all([startEtcd({ version }), tempDir()])
      ;({ host, client } = await startHost(script, home.path))
      connectionId = (await client.connections.add(profileOf(etcd))).id
      await client.connections.open({ id: connectionId })
    })
    afterAll(async () => {
      await host?.stop()
      await Promise.all([etcd, home].map((each) => each?.[Symbol.asyncDispose]()))
    })
    beforeEach(async () => void (await etcd.etcdctl('del', '', '--prefix')))

    const pull = async function* <T>(events: Promise<AsyncIterable<PulledEvent<T>>>) {
      for await (const batch of readPulled(await events, (input) => client.streams.grant(input))) yield* batch
    }
    const all = async (prefix: string) =>
      (await client.kv.range({ connectionId, ...rangeOf(bytes(prefix)) })).kvs.map(
        ({ key, value, lease }) => ({
          key: Buffer.from(key).toString('latin1'),
          value: Buffer.from(value).toString('hex'),
          lease,
        }),
      )
    const last = async (states: Parameters<typeof pull<ChangeState>>[0]): Promise<ChangeState> => {
      let state: ChangeState | undefined
      for await (const each of pull(states)) state = each
      if (state?.kind !== 'done') throw new Error('It ended without an account.')
      return state
    }
    const only = async (): Promise<ChangeOperation> => {
      const { operations, damaged } = await client.changes.list({ connectionId })
      expect(damaged).toEqual([])
      const [operation] = operations
      if (!operation) throw new Error('There is no operation.')
      return operation
    }

    /** Bytes of every kind, every tenth key with a lease. */
    const fill = async () => {
      const { id: lease } = await client.lease.grant({ connectionId, ttlSeconds: 600 })
      for (let at = 0; at < count; at += 100)
        await client.kv.txn({
          connectionId,
          compare: [],
          success: Array.from({ length: 100 }, (_, i) => ({
            kind: 'put' as const,
            key: Uint8Array.of(...bytes('/f/'), (at + i) >> 8, (at + i) & 0xff),
            value: Uint8Array.of(0xff, 0, (at + i) & 0xff, i),
            lease: i % 10 === 0 ? lease : undefined,
          })),
          failure: [],
        })
    }

    /** Ends the host without a word as soon as something was changed, and starts another on its home. */
    async function killInTheMiddle(states: Parameters<typeof pull<ChangeState>>[0]): Promise<void> {
      let killed: Promise<unknown> | undefined
      const reading = (async () => {
        for await (const { phase, account } of pull(states))
          if (phase === 'write' && account.written > 0 && account.remaining > 0 && !killed) {
            host.child.kill('SIGKILL')
            killed = gone(host.child)
          }
      })()
      await Promise.race([
        reading.catch(() => {}),
        new Promise((resolve) => host.child.once('exit', resolve)),
      ])
      if (!killed) throw new Error('It was done before it could be killed.')
      await killed
      ;({ host, client } = await startHost(script, home.path))
      await client.connections.open({ id: connectionId })
    }

    test.each(['delete', 'move'] as const)(
      'a %s goes on, tells a true account, and is undone over another kill, bytes and leases exact',
      { timeout: 120_000 },
      async (kind: ChangeKind) => {
        await fill()
        const before = await all('/f/')
        expect(before).toHaveLength(count)
        const mapping = kind === 'move' ? { from: bytes('/f/'), to: bytes('/moved/') } : undefined
        let plan = ''
        for await (const row of pull(
          client.changes.plan({ connectionId, kind, scope: folder('/f/'), mapping }),
        ))
          if (row.kind === 'plan') plan = row.plan.id
        await killInTheMiddle(client.changes.run({ plan }))

        const left = (await all('/f/')).length
        expect(left).toBeGreaterThan(0)
        const found = await only()
        expect(found).toMatchObject({ plan: { id: plan, kind, count }, hasBackup: true, isRunning: false })
        // Of the one transaction that was under way nobody knows before it goes on.
        expect(found.account.written).toBeLessThanOrEqual(count - left)
        expect(found.account.written).toBeGreaterThanOrEqual(count - left - 128)
        expect(found.account.written + found.account.remaining).toBe(count)

        const resumed = await last(client.changes.run({ plan }))
        expect(resumed.failure).toBeUndefined()
        expect(resumed.account).toMatchObject({ written: count, changed: 0, unknown: 0, remaining: 0 })
        expect(await all('/f/')).toEqual([])
        const there = (await all('/moved/')).map((kv) => ({ ...kv, key: kv.key.replace('/moved/', '/f/') }))
        expect(there).toEqual(kind === 'move' ? before : [])

        await killInTheMiddle(client.changes.undo({ plan }))
        const half = await only()
        const back = (await all('/f/')).length
        expect(back).toBeGreaterThan(0)
        expect(half.undone).toBeLessThanOrEqual(back)
        expect(half.undone).toBeGreaterThanOrEqual(back - 128)
        expect(half.undone + half.account.written).toBe(count)
        const undone = await last(client.changes.undo({ plan }))
        expect(undone.account).toMatchObject({ changed: 0, unknown: 0, remaining: 0, withoutLease: 0 })
        expect(await all('/f/')).toEqual(before)
        expect(await all('/moved/')).toEqual([])
        expect(await only()).toMatchObject({ undone: count, account: { written: 0 } })

        await client.changes.forget({ plan })
        expect((await client.changes.list({ connectionId })).operations).toEqual([])
        const kept = await readdir(join(home.path, 'backups'))
        expect(kept.map((name) => name.split('.').at(-1))).toEqual(['jsonl'])
        await rm(join(home.path, 'backups', kept[0] ?? ''))
      },
    )

    test(
      'a put-back from a snapshot file goes on without the file, with the leases that were granted anew',
      { timeout: 120_000 },
      async () => {
        await fill()
        const was = await all('/f/')
        const path = join(home.path, 'source.db')
        await etcd.etcdctl('snapshot', 'save', path)
        const { id: source } = await client.snapshotView.open({ path })
        const { revision } = await client.snapshotView.facts({ connectionId: source })
        for (const id of await client.lease.list({ connectionId }))
          await client.lease.revoke({ connectionId, id })
        await etcd.etcdctl('del', '/f/', '--prefix')
        const past = { revision, deletesNewer: false, source, leases: 'regrant' } as const
        let plan = ''
        for await (const row of pull(
          client.changes.plan({ connectionId, kind: 'putBack', scope: folder('/f/'), past }),
        ))
          if (row.kind === 'plan') plan = row.plan.id
        await killInTheMiddle(client.changes.run({ plan }))
        await rm(path)

        expect((await only()).plan.past).toMatchObject({ source, leases: 'regrant', from: { grants: 1 } })
        const resumed = await last(client.changes.run({ plan }))
        expect(resumed.failure).toBeUndefined()
        expect(resumed.account).toMatchObject({ written: count, changed: 0, remaining: 0, withoutLease: 0 })
        expect(await all('/f/')).toEqual(was)
        await client.changes.forget({ plan })
      },
    )

    test(
      'a put-back goes on after a compaction of what it goes back to, and is undone over another kill',
      { timeout: 120_000 },
      async () => {
        await fill()
        const was = await all('/f/')
        const { revision } = await client.kv.range({ connectionId, key: bytes('/f/') })
        const newest = await client.kv.txn({
          connectionId,
          compare: [],
          success: [{ kind: 'delete', key: bytes('/f/'), rangeEnd: bytes('/f0') }],
          failure: [],
        })
        const past = { revision, deletesNewer: false }
        let plan = ''
        for await (const row of pull(
          client.changes.plan({ connectionId, kind: 'putBack', scope: folder('/f/'), past }),
        ))
          if (row.kind === 'plan') plan = row.plan.id
        await killInTheMiddle(client.changes.run({ plan }))
        await etcd.etcdctl('compaction', String(newest.revision + 1n))

        expect((await only()).plan).toMatchObject({ id: plan, count, past: { revision, again: count } })
        const resumed = await last(client.changes.run({ plan }))
        expect(resumed.failure).toBeUndefined()
        expect(resumed.account).toMatchObject({ written: count, changed: 0, unknown: 0, remaining: 0 })
        expect(await all('/f/')).toEqual(was)

        await killInTheMiddle(client.changes.undo({ plan }))
        const undone = await last(client.changes.undo({ plan }))
        expect(undone.account).toMatchObject({ changed: 0, unknown: 0, remaining: 0 })
        expect(await all('/f/')).toEqual([])
        await client.changes.forget({ plan })
        const folderOf = join(home.path, 'backups')
        for (const name of await readdir(folderOf)) await rm(join(folderOf, name))
      },
    )
  },
)
