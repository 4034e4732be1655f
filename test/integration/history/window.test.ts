import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HistoryWindow, KeyRevision } from '../../../shared/contract/history'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { tempDir } from '../../support/temp-dir'
import { startTestApp, type TestApp } from '../../support/test-app'

const bytes = (text: string) => new TextEncoder().encode(text)

describe.each(engineVersions)('the window, etcd %s', (version) => {
  let etcd: RunningEtcd
  let home: Awaited<ReturnType<typeof tempDir>>
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    home = await tempDir('etcdesk-home-')
  })
  afterAll(async () => {
    await home?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  const put = (value: string) => etcd.etcdctl('put', 'k', value)
  async function windowWhen(app: TestApp, connectionId: string, is: (window: HistoryWindow) => boolean) {
    for await (const window of app.pull(app.client.history.window({ connectionId })))
      if (is(window)) return window
    return expect.unreachable('the window ended')
  }
  async function newest(app: TestApp, connectionId: string): Promise<KeyRevision | undefined> {
    for await (const row of app.pull(app.client.history.revisions({ connectionId, key: bytes('k') })))
      if (row.kind === 'revisions') return row.revisions[0]
    return undefined
  }

  test('follows the store and its compactions, and remembers when revisions were made', async () => {
    const begun = Date.now()
    let connectionId: string
    {
      await using app = await startTestApp({ home: home.path })
      connectionId = await app.connect(etcd)
      const first = await windowWhen(app, connectionId, () => true)
      expect(first).toMatchObject({ first: 1n, compactRevision: 1n })
      await put('1')
      await put('2')
      await windowWhen(app, connectionId, ({ current }) => current === first.current + 2n)
      await etcd.etcdctl('compact', String(first.current + 1n))
      const compacted = await windowWhen(app, connectionId, ({ first: at }) => at > 1n)
      expect(compacted.first).toBe(first.current + 1n)
      const { time } = (await newest(app, connectionId)) ?? {}
      expect(time?.source).toBe('observed')
      expect(time?.ms).toBeGreaterThanOrEqual(time?.afterMs ?? Infinity)
      expect(time?.afterMs).toBeGreaterThanOrEqual(begun)
    }
    expect((await readdir(join(home.path, 'history'))).length).toBe(1)
    await using app = await startTestApp({ home: home.path })
    await app.client.connections.open({ id: connectionId })
    expect((await newest(app, connectionId))?.time?.afterMs).toBeGreaterThanOrEqual(begun)
  })

  test('revisions that cannot be compared are told beside their field', async () => {
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd)
    const { current } = await windowWhen(app, connectionId, () => true)
    const compare = async (from: bigint, to: bigint) => {
      const request = { connectionId, prefix: new Uint8Array(), separator: bytes('/'), from, to }
      for await (const row of app.pull(app.client.history.changed(request))) if (row.kind === 'done') break
    }
    const field = async (from: bigint, to: bigint) => {
      const failure = await compare(from, to).then(() => expect.unreachable('compared'), toFailure)
      return [failure.code, failure.details?.['field']]
    }
    expect(await field(current, current + 5n)).toEqual(['invalid', 'to'])
    expect(await field(current + 5n, current + 6n)).toEqual(['invalid', 'from'])
    expect(await field(current, current)).toEqual(['invalid', 'from'])
    expect(await field(current, current - 1n)).toEqual(['invalid', 'from'])
    expect(await field(0n, current)).toEqual(['invalid', 'from'])
    expect(await field(current, -1n)).toEqual(['invalid', 'to'])
  })
})
