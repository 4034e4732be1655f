import { describe, expect, it } from 'vitest'
import { localHome } from './local-home'
import type { LocalCluster } from '../../../shared/contract/local'
import { engineDir, haveEngine } from '../../support/engines'
import { until } from '../../support/until'

const test = it.skipIf(!haveEngine('3.4.23') || !haveEngine('3.5.16'))
const [older, newer] = ['settings:3.4.23', 'path:3.5.16']
const home = () => localHome('3.4.23', undefined, engineDir('3.5.16'))
const versions = ({ members }: LocalCluster) => members.map(({ version }) => version)

describe('an upgrade rehearsed', () => {
  test('one member after the other from 3.4 to 3.5, with its data, and not back', async () => {
    await using lab = await home()
    const { clusters, etcdctl } = lab
    const created = await clusters.create({ members: 3, engineId: older })
    const { id } = created
    expect(created.version).toBe('3.4.23')
    await etcdctl(created, 'put', 'before', 'yes')
    for (const member of ['m1', 'm2']) {
      const now = await clusters.restartMember(id, member, { engineId: newer })
      expect(now.state).toBe('running')
      await etcdctl(now, 'put', member, 'upgraded')
    }
    expect(versions(clusters.list()[0] ?? created)).toEqual(['3.5.16', '3.5.16', '3.4.23'])
    const refused = clusters.restartMember(id, 'm1', { engineId: older })
    await expect(refused).rejects.toMatchObject({
      failure: {
        code: 'precondition',
        message: expect.stringContaining('written by etcd 3.5.16') as string,
        details: { field: 'engineId' },
      },
    })
    // Nothing was ended for it.
    expect(clusters.list()[0]?.members[0]).toMatchObject({ version: '3.5.16', state: 'healthy' })

    const done = await clusters.restartMember(id, 'm3', { engineId: newer })
    expect(done).toMatchObject({ state: 'running', version: '3.5.16', engineId: newer })
    const all = await etcdctl(done, 'get', '', '--prefix', '--print-value-only')
    expect(all.trim().split('\n')).toEqual(['yes', 'upgraded', 'upgraded'])

    await clusters.stop(id)
    const again = await clusters.start(id)
    expect(versions(again)).toEqual(['3.5.16', '3.5.16', '3.5.16'])
    await expect(clusters.addMember(id, { asLearner: true, engineId: older })).rejects.toMatchObject({
      failure: { code: 'precondition', message: expect.stringContaining('not let in') as string },
    })
    expect(clusters.list()[0]?.members).toHaveLength(3)
  })

  test('made mixed: each member its own; a restart keeps it', async () => {
    await using lab = await home()
    const { clusters } = lab
    const memberEngineIds = [older, newer, older]
    const created = await clusters.create({ members: 3, memberEngineIds })
    expect(created.state).toBe('running')
    expect(versions(created)).toEqual(['3.4.23', '3.5.16', '3.4.23'])
    await clusters.shutdown()
    const reopened = await lab.reopen()
    // It starts again with the app.
    const again = () => reopened.list().find(({ state }) => state === 'running')
    expect(versions(await until(again, { timeoutMs: 30_000 }))).toEqual(['3.4.23', '3.5.16', '3.4.23'])
    await expect(clusters.create({ members: 3, memberEngineIds: [older] })).rejects.toMatchObject({
      failure: { code: 'invalid', details: { field: 'memberEngineIds' } },
    })
  })
})
