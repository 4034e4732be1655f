import { createRouterClient } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { localHome } from './local-home'
import { enginesService } from '../../../main/services/engines'
import { localService } from '../../../main/services/local'
import { Streams } from '../../../main/streams'
import type { LocalCluster } from '../../../shared/contract/local'
import { readPulled } from '../../../shared/pulled'
import { haveEngine } from '../../support/engines'

const version = '3.5.16'
const test = it.skipIf(!haveEngine(version))

describe('engines and local clusters through their contracts', () => {
  test('list, create, watch, members, remove; input is validated; no stream stays open', async () => {
    await using home = await localHome(version)
    const streams = new Streams()
    const router = {
      engines: enginesService(home.engines, streams),
      local: localService(home.clusters, streams),
    }
    const client = createRouterClient(router)
    const grant = async ({ stream, batches }: { stream: string; batches: number }) =>
      streams.grant(stream, batches)

    expect(await client.engines.list()).toMatchObject({ defaultId: 'settings:3.5.16' })
    await expect(client.local.create({ members: 2 })).rejects.toMatchObject({
      failure: { code: 'invalid', message: expect.stringContaining('no more failures than 1') as string },
    })
    await expect(client.engines.install({ version: '../up' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })

    const leave = new AbortController()
    const watching = (async (): Promise<LocalCluster | undefined> => {
      const events = await client.local.watch(undefined, { signal: leave.signal })
      for await (const [rows] of readPulled(events, grant)) if (rows?.[0]?.state === 'running') return rows[0]
      return undefined
    })()
    const { id } = await client.local.create({ members: 1, name: 'one' })
    expect(await watching).toMatchObject({
      id,
      name: 'one',
      endpoints: [expect.stringMatching(/^http:\/\/127/)],
    })

    expect((await client.local.killMember({ id, member: 'm1' })).state).toBe('failed')
    expect((await client.local.startMember({ id, member: 'm1' })).state).toBe('running')
    expect((await client.local.stopMember({ id, member: 'm1' })).state).toBe('stopped')
    expect((await client.local.setOnExit({ id, onExit: 'keep' })).onExit).toBe('keep')
    await client.local.remove({ id, confirmName: 'one' })
    expect(await client.local.list()).toEqual([])
    leave.abort()
    expect(streams.open).toBe(0)
  })
})
