import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { Maintenance } from '../../../main/etcd/gen/etcdserverpb/maintenance_pb'
import { hashKvOfFile } from '../../../main/snapshot/snapshot-thread'
import { engineDir, engineVersions } from '../../support/engines'
import { EtcdProcess } from '../../support/etcd-process'
import { startEtcd } from '../../support/etcd-server'
import { freePorts } from '../../support/ports'
import { seededRandom } from '../../support/random'
import { tempDir } from '../../support/temp-dir'
import { until } from '../../support/until'

const run = promisify(execFile)
const text = new TextEncoder()
const never = new AbortController().signal
const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure)

/** A member's own hash at a revision (0: its newest), with the revision it was compacted at. */
async function liveHash(client: EtcdClient, endpoint: string | undefined, revision: number) {
  const answer = await client.unary(Maintenance.method.hashKV, { revision: BigInt(revision) }, { endpoint })
  return { hash: answer.hash, compactRevision: answer.compactRevision }
}

async function revisionOf(client: EtcdClient): Promise<number> {
  return Number((await client.unary(KV.method.range, { key: text.encode('x') })).header?.revision)
}

/** Puts, deletions, and transactions of several; resolves with the revisions that are a deletion. */
async function write(client: EtcdClient, random: () => number, count: number): Promise<number[]> {
  const deletions: number[] = []
  const key = () => text.encode(`/k/${Math.floor(random() * 30)}`)
  for (let i = 0; i < count; i++) {
    const kind = random()
    if (kind < 0.35) {
      const { deleted, header } = await client.unary(KV.method.deleteRange, { key: key() })
      if (deleted > 0n) deletions.push(Number(header?.revision))
    } else if (kind < 0.5) {
      const first = Math.floor(random() * 20)
      const requests = [first, first + 1, first + 2].map((n) => ({ key: text.encode(`/k/${n}`) }))
      const success = requests.map((request, n) =>
        n === 1
          ? { request: { case: 'requestDeleteRange' as const, value: request } }
          : { request: { case: 'requestPut' as const, value: { ...request, value: text.encode(`${i}`) } } },
      )
      await client.unary(KV.method.txn, { success })
    } else await client.unary(KV.method.put, { key: key(), value: text.encode(`value ${i}`) })
  }
  return deletions
}

describe.each(engineVersions)('the HashKV of a file, etcd %s', (version) => {
  test('is that of the cluster at every revision, also one that was compacted or emptied since', async () => {
    await using etcd = await startEtcd({ version })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    await using dir = await tempDir()
    const [endpoint] = etcd.endpoints
    const random = seededRandom(31)
    const file = join(dir.path, 'a.db')
    const later = join(dir.path, 'b.db')
    const same = async (path: string, revision: number) => {
      const live = await liveHash(client, endpoint, revision)
      const at = { revision: BigInt(revision), compactRevision: live.compactRevision }
      const ours = await hashKvOfFile(path, at, never)
      expect(ours, `at ${revision}, compacted at ${live.compactRevision}`).toMatchObject({
        ...{ hash: live.hash, revision: BigInt(revision) },
      })
    }
    const deletions = await write(client, random, 150)
    await etcd.etcdctl('snapshot', 'save', file)
    const newest = await revisionOf(client)
    for (const revision of [2, 40, 99, newest]) await same(file, revision)
    // Exactly at a deletion versions differ.
    const [, compacted = 0] = deletions
    await etcd.etcdctl('compact', `${compacted}`, '--physical')
    for (const revision of [compacted + 1, compacted + 30, newest]) await same(file, revision)
    await write(client, random, 80)
    await etcd.etcdctl('compact', `${newest - 3}`, '--physical')
    await same(file, newest)
    await etcd.etcdctl('snapshot', 'save', later)
    await same(later, newest)
    await same(later, await revisionOf(client))
    const at = (revision: number) =>
      hashKvOfFile(later, { revision: BigInt(revision), compactRevision: 0n }, never)
    expect(await failureOf(at(newest - 4))).toMatchObject({ code: 'compacted' })
    expect(await failureOf(at(100_000))).toMatchObject({ code: 'precondition' })

    // Another value for one key is another hash.
    const { hash } = await liveHash(client, endpoint, 0)
    await etcd.etcdctl('put', '/k/1', 'something else')
    expect((await liveHash(client, endpoint, 0)).hash).not.toBe(hash)

    // No key lives: etcd then hashes what it still has.
    await etcd.etcdctl('del', '', '--prefix')
    const empty = await revisionOf(client)
    await etcd.etcdctl('snapshot', 'save', join(dir.path, 'c.db'))
    await same(join(dir.path, 'c.db'), empty)
    await etcd.etcdctl('compact', `${empty}`, '--physical')
    await etcd.etcdctl('put', 'x', '1')
    await etcd.etcdctl('del', 'x')
    await etcd.etcdctl('snapshot', 'save', join(dir.path, 'd.db'))
    await same(join(dir.path, 'd.db'), empty + 2)
  })
})

test('the HashKV of a file is that of a member restored with bumped revisions', async () => {
  await using etcd = await startEtcd({ version: '3.5.16' })
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  await using dir = await tempDir()
  await write(client, seededRandom(5), 60)
  const [file, data] = [join(dir.path, 'a.db'), join(dir.path, 'restored')]
  await etcd.etcdctl('snapshot', 'save', file)
  const engine = engineDir('3.5.16') ?? ''
  const bump = ['--bump-revision', '1000', '--mark-compacted']
  await run(join(engine, 'etcdutl'), ['snapshot', 'restore', file, '--data-dir', data, ...bump])
  const [port = 0, peer = 0] = await freePorts(2)
  const endpoint = `http://127.0.0.1:${port}`
  const args = ['--data-dir', data, '--listen-client-urls', endpoint, '--advertise-client-urls', endpoint]
  const member = new EtcdProcess(
    join(engine, 'etcd'),
    [...args, '--listen-peer-urls', `http://127.0.0.1:${peer}`],
    port,
  )
  await member.start()
  try {
    await using restored = new EtcdClient({ endpoints: [endpoint] })
    const { hash, compactRevision } = await until(() => liveHash(restored, endpoint, 0))
    const at = { compactRevision }
    const revision = BigInt((await revisionOf(client)) + 1000)
    expect(await hashKvOfFile(file, { ...at, bumpBy: 1000n }, never)).toMatchObject({ hash, revision })
    const raw = join(data, 'member', 'snap', 'db')
    expect(await hashKvOfFile(raw, at, never)).toMatchObject({ hash, revision })
  } finally {
    await member.end('SIGTERM')
  }
})
