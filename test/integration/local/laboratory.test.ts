import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { localHome } from './local-home'
import { isHeld } from '../../../main/local/process-table'
import type { LocalClusters } from '../../../main/local/local-clusters'
import type { LocalCluster, NewLocalCluster } from '../../../shared/contract/local'
import { engineVersions, haveEngine } from '../../support/engines'
import { until } from '../../support/until'

const row = (clusters: LocalClusters, id: string): LocalCluster => {
  const found = clusters.list().find((each) => each.id === id)
  if (!found) throw new Error('There is no such cluster.')
  return found
}
const leaderOf = ({ members }: LocalCluster) => members.find(({ role }) => role === 'leader')

// Most of the time is waited: for elections, and for what etcd does by its clock. So the versions wait side by side.
describe.concurrent.each(engineVersions)('the laboratory on etcd %s', (version) => {
  const test = it.skipIf(!haveEngine(version)).sequential

  test('a cluster with TLS: healthy over its own certificates, closed to others, keys private', async () => {
    await using home = await localHome(version)
    const created = await home.clusters.create({ members: 3, tls: true, name: 'safe' })
    expect(created.state).toBe('running')
    for (const member of created.members) {
      expect(member.clientUrl).toMatch(/^https:/)
      expect(member.peerUrl).toMatch(/^https:/)
    }
    expect(await home.etcdctl(created, 'put', 'k', 'v')).toBe('OK\n')
    const bare = { ...created, tls: undefined }
    await expect(home.etcdctl(bare, '--insecure-skip-tls-verify', 'get', 'k')).rejects.toThrow()

    const dir = join(home.path, 'clusters', created.id, 'tls')
    const files = await readdir(dir)
    expect(files.sort()).toEqual(
      ['ca', 'client', 'm1', 'm2', 'm3'].flatMap((name) => [`${name}.crt`, `${name}.key`]).sort(),
    )
    for (const file of files) expect((await stat(join(dir, file))).mode & 0o077).toBe(0)

    await home.clusters.kill(created.id, 'm2')
    expect((await home.clusters.start(created.id)).state).toBe('running')
    const again = row(home.clusters, created.id)
    expect(await home.etcdctl(again, 'get', 'k', '--print-value-only')).toBe('v\n')

    // Left running, it is found again with its certificates.
    await home.clusters.setOnExit(created.id, 'keep')
    await home.clusters.shutdown()
    const reopened = await home.reopen()
    expect(row(reopened, created.id)).toMatchObject({ state: 'running', tls: created.tls })
  })

  test('data that a member did not write is not used', async () => {
    await using home = await localHome(version)
    const { id } = await home.clusters.create({ members: 1 })
    await home.clusters.stop(id)
    // The record of a member that never ran, beside a folder that somebody put there.
    const file = join(home.path, 'clusters', id, 'cluster.json')
    const record = JSON.parse(await readFile(file, 'utf8')) as { formed: boolean; members: object[] }
    record.formed = false
    Object.assign(record.members[0] ?? {}, { dataVersion: undefined })
    await writeFile(file, JSON.stringify(record))
    const clusters = await home.reopen()
    await expect(clusters.start(id)).rejects.toMatchObject({
      failure: { code: 'precondition', message: expect.stringContaining('did not write') as string },
    })
    expect(row(clusters, id).members[0]?.pid).toBeUndefined()
  })

  test('a paused member is shown so, is left alone by a start, goes on, and ends when it is stopped', async () => {
    await using home = await localHome(version)
    const { clusters } = home
    const { id } = await clusters.create({ members: 3 })
    const name = leaderOf(row(clusters, id))?.name ?? ''
    const paused = await clusters.pauseMember(id, name)
    const member = (from = row(clusters, id)) => from.members.find((each) => each.name === name)
    expect(member(paused)).toMatchObject({ state: 'paused', role: undefined })
    expect(paused.state).toBe('degraded')
    expect(await isHeld(member()?.pid ?? 0)).toBe(true)
    // The others elect without it, and nobody waits for it.
    await until(() => leaderOf(row(clusters, id)), { timeoutMs: 20_000 })
    await clusters.start(id)
    expect(member()).toMatchObject({ state: 'paused' })
    await clusters.resumeMember(id, name)
    await until(() => member()?.state === 'healthy')

    // Paused by somebody else, and ended although it cannot take a signal.
    process.kill(member()?.pid ?? 0, 'SIGSTOP')
    await until(() => member()?.state === 'paused')
    const stopped = await clusters.stop(id, name)
    expect(member(stopped)).toMatchObject({ state: 'stopped', pid: undefined })
    await expect(clusters.pauseMember(id, name)).rejects.toMatchObject({ failure: { code: 'precondition' } })
  })

  test('members paused before the app was killed are found paused, and stopped', async () => {
    await using home = await localHome(version)
    const { id } = await home.clusters.create({ members: 1, onExit: 'keep' })
    const paused = await home.clusters.pauseMember(id, 'm1')
    await home.clusters.shutdown()
    const clusters = await home.reopen()
    expect(row(clusters, id).members[0]).toMatchObject({ state: 'paused', pid: paused.members[0]?.pid })
    expect((await clusters.stop(id)).state).toBe('stopped')
    expect(() => process.kill(paused.members[0]?.pid ?? 0, 0)).toThrow()
  })

  test('a wiped member joins again and has all data; one that would cost the quorum is refused', async () => {
    await using home = await localHome(version)
    const { clusters, etcdctl } = home
    const created = await clusters.create({ members: 3 })
    const { id } = created
    await etcdctl(created, 'put', 'kept', 'yes')
    const name = leaderOf(created)?.name ?? ''
    const before = await readdir(created.members.find((each) => each.name === name)?.dataDir ?? '')
    expect(before).toEqual(['member'])

    const wiped = await clusters.wipeMember(id, name)
    expect(wiped.state).toBe('running')
    const member = wiped.members.find((each) => each.name === name)
    expect(member).toMatchObject({
      state: 'healthy',
      role: expect.stringMatching(/leader|follower/) as string,
    })
    const alone = { ...wiped, endpoints: [member?.clientUrl ?? ''] }
    expect(await etcdctl(alone, 'get', 'kept', '--consistency=s', '--print-value-only')).toBe('yes\n')
    expect(await etcdctl(wiped, 'member', 'list')).not.toContain('true')

    const other = wiped.members.find((each) => each.name !== name)?.name ?? ''
    await clusters.kill(id, other)
    await expect(clusters.wipeMember(id, name)).rejects.toMatchObject({
      failure: { code: 'precondition', message: expect.stringContaining('no quorum') as string },
    })
    await until(() => row(clusters, id).members.find((each) => each.name === name)?.state === 'healthy')
    // The one that died is not needed, so it may go.
    expect((await clusters.wipeMember(id, other)).state).toBe('running')
  })

  test('members come and go live: a learner, a voter, one taken out with its data', async () => {
    await using home = await localHome(version)
    const { clusters, etcdctl } = home
    const { id } = await clusters.create({ members: 1, tls: true })
    const learner = await clusters.addMember(id, { asLearner: true })
    expect(learner.members[1]).toMatchObject({ name: 'm2', role: 'learner', state: 'healthy' })
    // A client is not sent to a learner.
    expect(learner.endpoints).toEqual([learner.members[0]?.clientUrl])
    const gone = await clusters.removeMember(id, 'm2', { deleteData: true })
    expect(gone.members.map(({ name }) => name)).toEqual(['m1'])
    expect(await readdir(join(home.path, 'clusters', id))).not.toContain('m2')

    const two = await clusters.addMember(id, { asLearner: false })
    expect(two.state).toBe('running')
    await etcdctl(two, 'put', 'k', 'v')
    const one = await clusters.removeMember(id, 'm2', { deleteData: false })
    expect(one).toMatchObject({ state: 'running', members: [{ name: 'm1' }] })
    expect(await etcdctl(one, 'get', 'k', '--print-value-only')).toBe('v\n')
    // The folder of the one before is there.
    expect((await clusters.addMember(id, { asLearner: true })).members[1]?.name).toBe('m3')
    await expect(clusters.removeMember(id, 'm1', { deleteData: true })).rejects.toMatchObject({
      failure: { code: 'precondition', message: expect.stringContaining('only member that votes') as string },
    })
    const stopped = await clusters.stop(id)
    expect(stopped.state).toBe('stopped')
    expect((await clusters.start(id)).members.map(({ state }) => state)).toEqual(['healthy', 'healthy'])
  })

  test('throw-away data goes when the cluster is stopped, when the app ends, and after a crash', async () => {
    await using home = await localHome(version)
    const folders = () => readdir(join(home.path, 'clusters'))
    const first = await home.clusters.create({ members: 1, throwAway: true })
    await home.clusters.stop(first.id)
    expect(home.clusters.list()).toEqual([])
    expect(await folders()).toEqual([])

    await home.clusters.create({ members: 1, throwAway: true })
    const kept = await home.clusters.create({ members: 1, throwAway: true, onExit: 'keep' })
    await home.clusters.shutdown()
    expect(await folders()).toEqual([kept.id])
    const found = await home.reopen()
    expect(row(found, kept.id).state).toBe('running')
    // As after a power cut: nobody stopped it, and it does not run.
    process.kill(row(found, kept.id).members[0]?.pid ?? 0, 'SIGKILL')
    await until(() => row(found, kept.id).members[0]?.state === 'exited')
    await found.shutdown()
    expect((await home.reopen()).list()).toEqual([])
    expect(await folders()).toEqual([])
  })

  test("data that differs from the others' is refused by etcd's own check at the start, in its words", async () => {
    await using home = await localHome(version)
    // It asks the members that its newest raft snapshot names.
    const flags = ['--experimental-initial-corrupt-check=true', '--snapshot-count=10']
    const created = await home.clusters.create({ members: 3, flags })
    const [sound, damaged] = ['the value that all members have', 'the value that one member lacks']
    await home.etcdctl(created, 'put', 'k', sound)
    for (let i = 0; i < 15; i++) await home.etcdctl(created, 'put', 'j', 'x')
    await home.clusters.stop(created.id, 'm2')
    const file = join(created.members[1]?.dataDir ?? '', 'member', 'snap', 'db')
    const db = await readFile(file)
    for (let i = db.indexOf(sound); i >= 0; i = db.indexOf(sound, i + 1)) db.write(damaged, i)
    await writeFile(file, db)
    await expect(home.clusters.start(created.id)).rejects.toMatchObject({
      failure: { code: 'precondition', message: expect.stringContaining('data inconsistency') as string },
    })
    expect(row(home.clusters, created.id).state).toBe('degraded')
  })

  test('flags and environment reach the members; those of the app are refused, unknown ones say what etcd said', async () => {
    await using home = await localHome(version)
    const { clusters } = home
    const created = await clusters.create({
      ...{ members: 1, flags: ['--quota-backend-bytes 16777216', '-snapshot-count=77'] },
      env: { ETCD_MAX_TXN_OPS: '7', MARK: 'here' },
    })
    expect(created.flags).toEqual(['--quota-backend-bytes=16777216', '--snapshot-count=77'])
    const { pid } = created.members[0] ?? {}
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).toContain('--snapshot-count=77')
    expect(await readFile(`/proc/${pid}/environ`, 'utf8')).toContain('MARK=here')
    const log = await readFile(join(home.path, 'clusters', created.id, 'm1', 'log'), 'utf8')
    expect(log).toContain('16777216')
    expect(log).toContain('ETCD_MAX_TXN_OPS')

    // A full database is told as an alarm; its member is well, and starts as one.
    const [endpoint = ''] = created.endpoints
    const ask = async (path: string, body: object) =>
      (await (await fetch(`${endpoint}${path}`, { method: 'POST', body: JSON.stringify(body) })).json()) as {
        header?: { member_id: string }
      }
    const { header } = await ask('/v3/maintenance/status', {})
    const alarm = { action: 'ACTIVATE', memberID: header?.member_id, alarm: 'NOSPACE' }
    await ask('/v3/maintenance/alarm', alarm)
    expect(await (await fetch(`${endpoint}/health`)).text()).toContain('"health":"false"')
    expect((await clusters.restartMember(created.id, 'm1')).state).toBe('running')

    const refused: readonly (readonly [Partial<NewLocalCluster>, string])[] = [
      [{ flags: ['--data-dir=/tmp/x'] }, 'flags'],
      [{ flags: ['-name', 'x'] }, 'flags'],
      [{ flags: ['--listen-client-urls=http://0.0.0.0:1'] }, 'flags'],
      [{ flags: ['quota'] }, 'flags'],
      [{ env: { ETCD_NAME: 'x' } }, 'env'],
      [{ env: { 'A B': 'x' } }, 'env'],
    ]
    for (const [extra, field] of refused)
      await expect(clusters.create({ members: 1, ...extra })).rejects.toMatchObject({
        failure: { code: 'invalid', details: { field } },
      })
    expect(clusters.list()).toHaveLength(1)
    await expect(clusters.create({ members: 1, flags: ['--no-such-flag'] })).rejects.toMatchObject({
      failure: { code: 'precondition', message: expect.stringContaining('no-such-flag') as string },
    })
  })
})
