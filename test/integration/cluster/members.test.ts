import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import {
  AlarmRequest_AlarmAction,
  AlarmType,
  Maintenance,
} from '../../../main/etcd/gen/etcdserverpb/maintenance_pb'
import { engineDir, engineVersions } from '../../support/engines'
import { EtcdProcess } from '../../support/etcd-process'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { freePorts } from '../../support/ports'
import { tempDir } from '../../support/temp-dir'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { followCluster } from './follow-cluster'

let app: TestApp
beforeEach(async () => {
  app = await startTestApp()
})
afterEach(async () => {
  await app[Symbol.asyncDispose]()
})

const names = ['m1', 'm2', 'm3']

interface EndpointStatus {
  readonly Endpoint: string
  readonly Status: { readonly header: { readonly member_id: number }; readonly leader?: number }
}

/** Which of the members leads, by etcdctl, asked of those at `indexes`; undefined for none. */
async function leaderByEtcdctl(etcd: RunningEtcd, indexes: readonly number[]): Promise<number | undefined> {
  const endpoints = indexes.map((index) => etcd.endpoints[index]).join(',')
  const out = await etcd.etcdctl('--endpoints', endpoints, 'endpoint', 'status', '-w', 'json')
  const answers = JSON.parse(out) as readonly EndpointStatus[]
  const leader = answers.find(({ Status }) => Status.leader === Status.header.member_id)
  return leader && etcd.endpoints.indexOf(leader.Endpoint)
}

describe.each(engineVersions)('the members of a cluster, etcd %s', (version) => {
  test('a killed leader is told with its successor, and is back and caught up after its start', async () => {
    await using etcd = await startEtcd({ version, members: 3 })
    const connectionId = await app.connect(etcd)
    await using cluster = followCluster(app, connectionId, true)
    const before = await cluster.until(
      ({ members }) =>
        members.length === 3 && members.every((m) => m.health === 'healthy' && m.linearizable?.isAnswered),
    )
    const old = before.members.find(({ role }) => role === 'leader')
    expect(before.members.map(({ role }) => role).sort()).toEqual(['follower', 'follower', 'leader'])
    expect(before.members.every(({ serializable }) => serializable?.isAnswered)).toBe(true)
    expect(before.leaders).toMatchObject([{ name: old?.name, isOlder: true }])

    const index = names.indexOf(old?.name ?? '')
    const others = [0, 1, 2].filter((each) => each !== index)
    await etcd.kill(index)
    const next = await until(async () => {
      const leader = await leaderByEtcdctl(etcd, others)
      return leader === undefined ? undefined : { name: names[leader] }
    })
    await cluster.until(
      ({ leaderId }, members) =>
        members.get(next.name ?? '')?.id === leaderId &&
        members.get(next.name ?? '')?.role === 'leader' &&
        members.get(old?.name ?? '')?.health === 'unreachable',
      { timeoutMs: 2_000, what: 'the new leader is told' },
    )
    expect(cluster.member(old?.name ?? '')?.failure).toMatchObject({
      code: 'unavailable',
      message: `Nobody is listening at ${etcd.endpoints[index]}.`,
    })
    expect(cluster.status?.leaders[0]).toMatchObject({ name: next.name, isOlder: false })

    await etcd.etcdctl('--endpoints', etcd.endpoints[others[0] ?? 0] ?? '', 'put', 'while', 'away')
    await etcd.start(index)
    const back = await cluster.until(
      (_, members) => {
        const member = members.get(old?.name ?? '')
        return member?.health === 'healthy' && !member.isCatchingUp && member.role === 'follower'
      },
      { timeoutMs: 20_000 },
    )
    expect(back.members.find(({ name }) => name === old?.name)?.raftAppliedIndex).toBeGreaterThan(0n)
  })

  test('a leader that hangs does not hold up the news of the next one', async () => {
    await using etcd = await startEtcd({ version, members: 3 })
    await using cluster = followCluster(app, await app.connect(etcd), true)
    const { members } = await cluster.until(({ leaderId }) => leaderId !== undefined)
    const old = members.find(({ role }) => role === 'leader')?.name ?? ''
    const index = names.indexOf(old)
    etcd.pause(index)
    const next = await until(async () => {
      const leader = await leaderByEtcdctl(
        etcd,
        [0, 1, 2].filter((each) => each !== index),
      )
      return leader === undefined ? undefined : { name: names[leader] ?? '' }
    })
    await cluster.until((_, rows) => rows.get(next.name)?.role === 'leader', { timeoutMs: 2_000 })
    await cluster.until((_, rows) => rows.get(old)?.health === 'unreachable')
    expect(cluster.member(old)?.failure?.code).toBe('deadline')
    etcd.resume(index)
    await cluster.until((_, rows) => rows.get(old)?.health === 'healthy', { timeoutMs: 20_000 })
  })

  test('without a quorum that is told, and serializable reads still work', async () => {
    await using etcd = await startEtcd({ version, members: 3 })
    const connectionId = await app.connect(etcd)
    const key = new TextEncoder().encode('kept')
    await app.client.kv.create({ connectionId, key, value: key })
    await using cluster = followCluster(app, connectionId, true)
    await cluster.until(({ members }) => members.every(({ health }) => health === 'healthy'))
    await Promise.all([etcd.kill(1), etcd.kill(2)])
    await cluster.until(
      (_, rows) =>
        rows.get('m1')?.health === 'unhealthy' &&
        rows.get('m1')?.linearizable?.isAnswered === false &&
        rows.get('m2')?.health === 'unreachable' &&
        rows.get('m3')?.health === 'unreachable',
      { what: 'the loss of the quorum is told' },
    )
    expect(cluster.member('m1')?.serializable).toMatchObject({ isAnswered: true, isDenied: false })
    const read = await app.client.kv.range({ connectionId, key, serializable: true })
    expect(read.kvs).toHaveLength(1)
    await cluster.until(({ leaderId }) => leaderId === undefined)
    expect(cluster.member('m1')?.errors).toContain('etcdserver: no leader')
    expect(cluster.status?.leaders[0]?.memberId).toBeUndefined()
    await etcd.start(1)
    await cluster.until(({ leaderId }, rows) => !!leaderId && rows.get('m1')?.health === 'healthy', {
      timeoutMs: 20_000,
    })
    expect(cluster.member('m1')?.linearizable?.isAnswered).toBe(true)
  })

  test('a learner is told as one, and asked for serializable reads only', async () => {
    await using etcd = await startEtcd({ version, members: 1 })
    await using dir = await tempDir()
    const [client = 0, peer = 0] = await freePorts(2)
    const url = (port: number) => `http://127.0.0.1:${port}`
    await using cluster = followCluster(app, await app.connect(etcd), true)
    const { members } = await cluster.until((_, rows) => rows.get('m1')?.health === 'healthy')
    await etcd.etcdctl('member', 'add', 'm2', '--learner', `--peer-urls=${url(peer)}`)
    await cluster.until((status) => status.members.some(({ role }) => role === 'learner'))

    const learner = new EtcdProcess(
      join(engineDir(version) ?? '', 'etcd'),
      [
        ...['--name', 'm2', '--data-dir', join(dir.path, 'm2'), '--initial-cluster-state', 'existing'],
        ...['--listen-client-urls', url(client), '--advertise-client-urls', url(client)],
        ...['--listen-peer-urls', url(peer), '--initial-advertise-peer-urls', url(peer)],
        ...['--initial-cluster', `m1=${members[0]?.peerUrls[0]},m2=${url(peer)}`, '--logger', 'zap'],
      ],
      client,
    )
    try {
      await learner.start()
      await cluster.until((_, rows) => rows.get('m2')?.health === 'healthy', { timeoutMs: 20_000 })
      expect(cluster.member('m2')).toMatchObject({
        role: 'learner',
        serializable: { isAnswered: true },
      })
      expect(cluster.member('m2')).not.toHaveProperty('linearizable')
      expect(cluster.member('m1')?.role).toBe('leader')
    } finally {
      await learner.end('SIGKILL')
    }
  })

  test('a user without any right sees the members; being denied a key is an answer', async () => {
    await using etcd = await startEtcd({ version, auth: { user: 'root', password: 'secret' } })
    await etcd.etcdctl('user', 'add', 'nobody:n')
    await using cluster = followCluster(app, await app.connect(etcd, { user: 'nobody', password: 'n' }), true)
    const { members, areAlarmsKnown } = await cluster.until((_, rows) => !!rows.get('m1')?.linearizable)
    expect(members).toMatchObject([
      {
        role: 'leader',
        health: 'healthy',
        version,
        linearizable: { isAnswered: true, isDenied: true },
        serializable: { isAnswered: true, isDenied: true },
      },
    ])
    expect(members[0]).not.toHaveProperty('hidden')
    expect(areAlarmsKnown).toBe(true)
  })

  test('the certificate that a member shows is told with its end', async () => {
    await using etcd = await startEtcd({ version, tls: 'mutual' })
    await using cluster = followCluster(app, await app.connect(etcd), true)
    await cluster.until((_, rows) => !!rows.get('m1')?.certificate)
    const certificate = cluster.member('m1')?.certificate
    expect(certificate).toMatchObject({ subject: 'CN=server', issuer: 'CN=etcdesk test authority' })
    expect(certificate?.names).toContain('127.0.0.1')
    const days = ((certificate?.notAfterMs ?? 0) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(29)
    expect(days).toBeLessThanOrEqual(30)
  })

  test('alarms are told, and asking writes nothing to the log of the cluster', async () => {
    await using etcd = await startEtcd({ version, members: 3 })
    const connectionId = await app.connect(etcd)
    await using cluster = followCluster(app, connectionId, true)
    const quiet = await cluster.until(({ members }) => members.every(({ health }) => health === 'healthy'))
    expect(quiet).toMatchObject({ alarms: [], areAlarmsKnown: true })
    const [raised] = quiet.members
    const client = new EtcdClient({ endpoints: [...etcd.endpoints] })
    try {
      await client.unary(
        Maintenance.method.alarm,
        {
          action: AlarmRequest_AlarmAction.ACTIVATE,
          memberId: BigInt(`0x${raised?.id}`),
          alarm: AlarmType.NOSPACE,
        },
        { endpoint: etcd.endpoints[0] },
      )
    } finally {
      await client.close()
    }
    const alarmed = await cluster.until(({ alarms }) => alarms.length > 0)
    expect(alarmed.alarms).toEqual([{ memberId: raised?.id, alarm: 'NOSPACE' }])
    expect(alarmed.members.every(({ health, errors }) => health === 'healthy' && errors.length === 0)).toBe(
      true,
    )
    const index = alarmed.members.map(({ raftIndex }) => raftIndex)
    const seen = cluster.count
    await until(() => cluster.count >= seen + 3)
    expect(cluster.status?.members.map(({ raftIndex }) => raftIndex)).toEqual(index)
  })
})
