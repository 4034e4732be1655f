import { describe, expect, test } from 'vitest'
import type { PanelSpec } from '../../../shared/contract/panels'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { startTestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { bytes, stateWhen } from './panel-reader'
import { describePanels, failureOf } from './panel-tools'

describePanels('a watch panel that cannot be', (on) => {
  test('wrong starts and ranges are refused with the reason', async () => {
    const last = await on.put('/w/k', '1')
    const refused = (more: Partial<PanelSpec>) => failureOf(on.open('/w/', more))
    expect(await refused({ startRevision: last + 2n })).toMatchObject({
      ...{ code: 'invalid', message: `Revision ${last + 2n} does not exist yet: the store is at ${last}.` },
      details: { field: 'startRevision' },
    })
    expect(await refused({ kind: 'range', rangeEnd: bytes('/v') })).toMatchObject({
      ...{ code: 'invalid', details: { field: 'rangeEnd' } },
    })
    expect(await refused({ kind: 'key', key: bytes('') })).toMatchObject({
      ...{ code: 'invalid', details: { field: 'key' } },
    })
    await on.etcd.etcdctl('compact', String(last))
    expect(await refused({ startRevision: last })).toMatchObject({
      ...{ code: 'compacted', details: { field: 'startRevision', compactRevision: last } },
    })
  })

  test('a thousand panels are refused past fifty, with the reason; those that are there go on', async () => {
    const { connectionId } = on
    const opened: PromiseSettledResult<string>[] = []
    while (opened.length < 1_000) {
      const names = Array.from({ length: 100 }, (_, i) => `/w/${opened.length + i}`)
      opened.push(...(await Promise.allSettled(names.map((name) => on.open(name)))))
    }
    const panels = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const refused = opened.flatMap((each) => (each.status === 'rejected' ? [toFailure(each.reason)] : []))
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['exhausted']))
    expect(panels).toHaveLength(50)
    expect(refused).toHaveLength(950)
    for (const failure of refused)
      expect(failure).toMatchObject({
        ...{ code: 'exhausted', details: { maxPanels: 50 } },
        message: expect.stringContaining('50 panels at most, as each holds a stream') as string,
      })
    const list = async () => (await on.app.pull(on.client.panels.list({ connectionId })).next()).value
    expect(await list()).toHaveLength(50)
    await until(async () => (await on.watchers()) === 50)
    await Promise.all(panels.map((panel) => on.client.panels.close({ panel })))
    expect(await list()).toHaveLength(0)
    await until(async () => (await on.watchers()) === 0)
  })
})

describe.each(engineVersions)('a watch panel of a user with few rights on etcd %s', (version) => {
  test('is refused with the right that is missing', async () => {
    await using etcd = await startEtcd({ version, auth: { user: 'root', password: 'secret' } })
    await etcd.etcdctl('user', 'add', 'half:pw')
    await etcd.etcdctl('role', 'add', 'half')
    await etcd.etcdctl('role', 'grant-permission', 'half', 'read', '/may/', '/may0')
    await etcd.etcdctl('user', 'grant-role', 'half', 'half')
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd, { user: 'half', password: 'pw' })
    const open = (prefix: string) =>
      app.client.panels.open({
        connectionId,
        spec: { kind: 'prefix', key: bytes(prefix), filters: [], prevKv: false, keptEvents: 100 },
      })
    expect(await failureOf(open('/no/'))).toMatchObject({
      ...{ code: 'denied', message: 'This user may not watch this: READ on [/no/, /no0) is missing.' },
      details: { field: 'key', right: 'READ on [/no/, /no0)' },
    })
    const { id: panel } = await open('/may/')
    await etcd.etcdctl('put', '/may/k', 'v')
    await stateWhen(app.pull, app.client.panels.follow({ panel }), ({ rowCount }) => rowCount === 1)
    await etcd.etcdctl('role', 'revoke-permission', 'half', '/may/', '/may0')
    await etcd.stop(0)
    await etcd.start(0)
    const ended = await stateWhen(
      app.pull,
      app.client.panels.follow({ panel }),
      ({ activity }) => activity.kind === 'ended',
    )
    expect(ended.activity).toMatchObject({
      failure: { code: 'denied', details: { right: 'READ on [/may/, /may0)' } },
    })
  })
})
