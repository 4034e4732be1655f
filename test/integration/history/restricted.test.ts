import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChangedRow, ChurnRow, KeyRevision } from '../../../shared/contract/history'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'

const bytes = (text: string) => new TextEncoder().encode(text)
const separator = bytes('/')

describe.each(engineVersions)('a user who may read one prefix only, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version, auth: { user: 'root', password: 'secret' } })
    await etcd.etcdctl('role', 'add', 'reader')
    await etcd.etcdctl('role', 'grant-permission', 'reader', 'read', '/app/', '--prefix')
    await etcd.etcdctl('user', 'add', 'amy:amy')
    await etcd.etcdctl('user', 'grant-role', 'amy', 'reader')
    for (const value of ['1', '2', '3']) await etcd.etcdctl('put', '/app/x', value)
    await etcd.etcdctl('put', '/secret', '1')
    await etcd.etcdctl('put', '/app/gone', '1')
    await etcd.etcdctl('del', '/app/gone')
    await etcd.etcdctl('put', '/secret', '2')
    await etcd.etcdctl('compact', '3')
    app = await startTestApp()
    connectionId = await app.connect(etcd, { user: 'amy', password: 'amy' })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  async function read(key: string): Promise<string[]> {
    const rows: KeyRevision[] = []
    for await (const row of app.pull(app.client.history.revisions({ connectionId, key: bytes(key) })))
      if (row.kind === 'revisions') rows.push(...row.revisions)
    return rows.map(({ revision, kind }) => `${revision} ${kind}`)
  }
  async function churn(prefix: string): Promise<ChurnRow | undefined> {
    let last: ChurnRow | undefined
    for await (const row of app.pull(
      app.client.history.churn({ connectionId, prefix: bytes(prefix), separator }),
    ))
      last = row
    return last
  }
  async function changed(prefix: string): Promise<ChangedRow | undefined> {
    const request = { connectionId, prefix: bytes(prefix), separator, from: 3n, to: 6n }
    let last: ChangedRow | undefined
    for await (const row of app.pull(app.client.history.changed(request))) last = row
    return last
  }
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.unreachable('it was read'),
      (error: unknown) => toFailure(error).code,
    )

  test('reads the past of that prefix, and of nothing else', async () => {
    expect(await read('/app/x')).toEqual(['4 put', '3 put'])
    expect(await changed('/app/')).toMatchObject({ counts: { added: 1, changed: 1, deleted: 0 } })
    expect(await codeOf(read('/secret'))).toBe('denied')
    expect(await codeOf(churn(''))).toBe('denied')
    expect(await codeOf(changed(''))).toBe('denied')
  })

  // Older members tell the end of a replay only to those who may watch all keys.
  test(version === '3.4.23' ? 'is refused what needs a replay' : 'reads what was deleted there', async () => {
    if (version === '3.4.23') {
      expect(await codeOf(read('/app/gone'))).toBe('denied')
      expect(await codeOf(churn('/app/'))).toBe('denied')
    } else {
      expect(await read('/app/gone')).toEqual(['7 delete', '6 put'])
      expect(await churn('/app/')).toMatchObject({ revisions: 3, keys: 2, isDone: true })
    }
  })
})
