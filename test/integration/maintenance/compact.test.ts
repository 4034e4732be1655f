import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompactTarget } from '../../../shared/contract/maintenance'
import { toFailure, type Failure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { tempDir, type TempDir } from '../../support/temp-dir'
import { bytes, putMany } from './run'

const hourMs = 3_600_000

describe.each(engineVersions)('compacting, etcd %s', (version) => {
  let etcd: RunningEtcd
  let home: TempDir
  let app: TestApp
  let connectionId: string
  let clusterId: string
  const current = async () =>
    (await app.client.kv.range({ connectionId, key: bytes('/none'), countOnly: true })).revision
  const plan = (target: CompactTarget) => app.client.maintenance.compactPlan({ connectionId, target })
  const refusal = async (target: CompactTarget): Promise<Failure> =>
    plan(target).then((made) => expect.unreachable(`planned ${made.revision}`), toFailure)
  const canRead = (revision: bigint) =>
    app.client.kv.range({ connectionId, key: bytes('/none'), revision }).then(
      () => true,
      (error: unknown) => toFailure(error).code,
    )

  beforeAll(async () => {
    etcd = await startEtcd({ version, members: 3 })
    home = await tempDir()
    // What etcdesk saw of this store: revision 20 three hours ago, 60 half an hour ago.
    const [status = ''] = (await etcd.etcdctl('member', 'list', '-w', 'json')).split('\n')
    clusterId = BigInt(/"cluster_id":(\d+)/.exec(status)?.[1] ?? '0')
      .toString(16)
      .padStart(16, '0')
    const now = Date.now()
    const points = [
      { revision: '20', ms: now - 3 * hourMs },
      { revision: '60', ms: now - hourMs / 2 },
    ]
    await mkdir(join(home.path, 'history'), { recursive: true })
    await writeFile(join(home.path, 'history', `${clusterId}.json`), JSON.stringify({ points }))
    await putMany(etcd, 100)
    app = await startTestApp({ home: home.path })
    connectionId = await app.connect(etcd)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('what cannot be right is refused beside its field', async () => {
    const now = await current()
    expect(now).toBe(101n)
    expect(await refusal({ kind: 'revision', revision: now + 1n })).toMatchObject({
      code: 'invalid',
      details: { field: 'revision', current: now },
    })
    expect(await refusal({ kind: 'revision', revision: 0n })).toMatchObject({ code: 'invalid' })
    expect(await refusal({ kind: 'revisions', count: 0n })).toMatchObject({
      code: 'invalid',
      details: { field: 'count' },
    })
    expect(await refusal({ kind: 'revisions', count: 5_000n })).toMatchObject({
      code: 'compacted',
      message: 'There is nothing to compact: there are 101 revisions, from 1 on.',
      details: { field: 'count' },
    })
    expect(await refusal({ kind: 'hours', hours: 4 })).toMatchObject({
      code: 'precondition',
      details: { field: 'hours', sinceMs: expect.any(Number) as number },
    })
    expect(await refusal({ kind: 'hours', hours: -1 })).toMatchObject({ code: 'invalid' })
  })

  test('hours are told by what etcdesk saw: all that was made since is kept', async () => {
    const made = await plan({ kind: 'hours', hours: 2 })
    expect(made).toMatchObject({ revision: 20n, current: 101n, compactRevision: 1n, goes: 19n, panels: [] })
    expect(made.stoodAtMs).toBeLessThanOrEqual(Date.now() - 2 * hourMs)
    const account = await app.client.maintenance.compact({ connectionId, revision: made.revision })
    expect(account).toMatchObject({ revision: 20n, goes: 19n, physical: false })
    expect(await canRead(19n)).toBe('compacted')
    expect(await canRead(20n)).toBe(true)
    expect((await plan({ kind: 'hours', hours: 1 / 3 })).revision).toBe(60n)
  })

  test('the newest N revisions are kept, on every member, and not one more', async () => {
    const made = await plan({ kind: 'revisions', count: 10n })
    expect(made).toMatchObject({ revision: 92n, current: 101n, compactRevision: 20n, goes: 72n })
    const account = await app.client.maintenance.compact({ connectionId, revision: 92n, physical: true })
    expect(account).toMatchObject({ goes: 72n, physical: true })
    expect(account.after.map(({ name }) => name)).toEqual(['m1', 'm2', 'm3'])
    for (const endpoint of etcd.endpoints) {
      await etcd.etcdctl(`--endpoints=${endpoint}`, 'get', '/filler', '--rev=92')
      const gone = etcd.etcdctl(`--endpoints=${endpoint}`, 'get', '/filler', '--rev=91')
      await expect(gone).rejects.toThrow('compacted')
    }
    expect(await current(), 'a compaction is no revision').toBe(101n)
    expect(await refusal({ kind: 'revision', revision: 92n })).toMatchObject({
      code: 'compacted',
      details: { field: 'revision', compactRevision: 92n },
    })
    expect(await refusal({ kind: 'hours', hours: 1 })).toMatchObject({ details: { field: 'hours' } })
  })

  test('main itself never compacts beyond the newest revision, nor through a read-only connection', async () => {
    const beyond = app.client.maintenance.compact({ connectionId, revision: 102n })
    expect(toFailure(await beyond.catch((error: unknown) => error))).toMatchObject({
      code: 'invalid',
      details: { field: 'revision' },
    })
    const readOnly = await app.connect(etcd, { name: 'read-only', readOnly: true })
    const refused = await Promise.all([
      app.client.maintenance.compact({ connectionId: readOnly, revision: 95n }).catch(toFailure),
      app.client.maintenance.defragment({ connectionId: readOnly, movesLeader: false }).catch(toFailure),
      app.client.maintenance
        .disarm({ connectionId: readOnly, memberId: '1', alarm: 'NOSPACE', force: true })
        .catch(toFailure),
    ])
    expect(refused).toMatchObject([{ code: 'denied' }, { code: 'denied' }, { code: 'denied' }])
    expect(await canRead(92n)).toBe(true)
  })

  test('a panel that reads on is not behind', async () => {
    const spec = { kind: 'prefix', key: bytes('/'), filters: [], prevKv: false } as const
    const open = () => app.client.panels.open({ connectionId, spec: { ...spec, filters: [] } })
    const panel = await open()
    await putMany(etcd, 20)
    const made = await plan({ kind: 'revisions', count: 1n })
    expect(made.panels.map(({ id }) => id)).not.toContain(panel.id)
  })

  test('what a folder takes is added up', async () => {
    await etcd.etcdctl('put', '/a/one', 'x'.repeat(1_000))
    await etcd.etcdctl('put', '/a/two', 'x'.repeat(500))
    const input = { connectionId, prefix: new Uint8Array(), separator: bytes('/') }
    const rows = []
    for await (const row of app.pull(app.client.maintenance.fill(input))) rows.push(row)
    expect(rows.at(-1)).toMatchObject({ keys: 3, totalKeys: 3, isDone: true, isBounded: false })
    const folders = rows
      .at(-1)
      ?.folders.map(({ path, keys, bytes: size }) => [new TextDecoder().decode(path), keys, size])
    expect(folders).toContainEqual(['/a/', 2, 1_512])
  })

  test('the versions are told; whether one may go down is asked from 3.5 on', async () => {
    const info = await app.client.maintenance.downgrade({ connectionId })
    expect(info.members.map((each) => each.version)).toEqual([version, version, version])
    if (version.startsWith('3.4')) expect(info.validated).toBeUndefined()
    else expect(info).toMatchObject({ clusterVersion: '3.5.0', validated: { target: '3.4.0' } })
  })
})
