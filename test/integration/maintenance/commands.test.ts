import { execFile } from 'node:child_process'
import { delimiter } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  compactCommand,
  defragmentCommands,
  disarmCommand,
  hashCommand,
} from '../../../renderer/features/cluster/maintenance/commands'
import { engineDir, engineVersions } from '../../support/engines'
import { cleanEnv } from '../../support/etcd-process'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { at, leaderIndex, memberId, putMany } from './run'

// What "Copy as etcdctl" gives, run by a shell with the etcdctl of that version.
describe.each(engineVersions)('commands of maintenance, etcdctl %s', (version) => {
  let etcd: RunningEtcd
  const run = async (script: string) => {
    const env = { ...cleanEnv(), PATH: [engineDir(version), process.env['PATH']].join(delimiter) }
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script], { env })
    return stdout + stderr
  }
  const target = () => ({ endpoints: [...etcd.endpoints] })

  beforeAll(async () => {
    etcd = await startEtcd({ version, members: 3 })
    await putMany(etcd, 50)
  })
  afterAll(() => etcd?.[Symbol.asyncDispose]())

  test('compact, and hash what is left', async () => {
    expect(await run(compactCommand(target(), 40n, true))).toContain('compacted revision 40')
    const printed = await run(hashCommand(target(), { revision: 51n, endpoints: etcd.endpoints }))
    expect(printed.trim().split('\n')).toHaveLength(3)
  })

  test('defragment one by one, with leadership moved from its member', async () => {
    const leader = await leaderIndex(etcd)
    const heir = (leader + 1) % 3
    const order = [heir, (leader + 2) % 3, leader]
    const members = order.map((i) => ({
      endpoint: at(etcd.endpoints, i),
      role: i === leader ? 'leader' : 'follower',
    }))
    const lead = { from: at(etcd.endpoints, leader), to: await memberId(etcd, heir) }
    const printed = await run(defragmentCommands(target(), { members, lead }))
    expect(printed.match(/Finished defragmenting/g)).toHaveLength(3)
    expect(await leaderIndex(etcd)).toBe(heir)
  })

  test('disarm', async () => {
    expect(await run(disarmCommand(target()))).toBe('')
  })
})
