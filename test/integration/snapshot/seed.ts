import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SnapshotDone, SnapshotProgress, SnapshotRow } from '../../../shared/contract/snapshot'
import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { engineDir, type EngineVersion } from '../../support/engines'
import { cleanEnv } from '../../support/etcd-process'
import type { RunningEtcd } from '../../support/etcd-server'
import { seededRandom } from '../../support/random'
import type { TestApp } from '../../support/test-app'

const run = promisify(execFile)
const text = new TextEncoder()

/** Writes and deletes keys of all sizes, some many times; resolves with how many live. */
export async function seed(etcd: RunningEtcd, seedNumber: number, writes = 600): Promise<number> {
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  const random = seededRandom(seedNumber)
  const live = new Set<string>()
  for (let i = 0; i < writes; i++) {
    const name = `/seed/${Math.floor(random() * 200)}/${'n'.repeat(Math.floor(random() * 40))}`
    const key = text.encode(name)
    if (random() < 0.25) {
      await client.unary(KV.method.deleteRange, { key })
      live.delete(name)
    } else {
      const size = random() < 0.03 ? 200_000 * random() : 400 * random()
      await client.unary(KV.method.put, { key, value: new Uint8Array(size).fill(65 + (i % 26)) })
      live.add(name)
    }
  }
  return live.size
}

/** A store of some 100 KB with all that a file can hold: versions, deletions, a compaction, a lease, a user, a role. */
export async function seedSmall(etcd: RunningEtcd, seedNumber: number): Promise<void> {
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  const random = seededRandom(seedNumber)
  for (let i = 0; i < 250; i++) {
    const key = text.encode(`/seed/${Math.floor(random() * 60)}`)
    if (random() < 0.2) await client.unary(KV.method.deleteRange, { key })
    else {
      const value = new Uint8Array(random() < 0.03 ? 9_000 : 150 * random()).fill(65 + (i % 26))
      await client.unary(KV.method.put, { key, value })
    }
  }
  await etcd.etcdctl('compact', '40', '--physical')
  await etcd.etcdctl('lease', 'grant', '3600')
  await etcd.etcdctl('role', 'add', 'reader')
  await etcd.etcdctl('user', 'add', 'eve:pw')
}

/** Puts so many values of 1 MB. */
export async function putLarge(etcd: RunningEtcd, count: number): Promise<void> {
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  for (let i = 0; i < count; i++)
    await client.unary(KV.method.put, {
      key: text.encode(`/large/${i}`),
      value: new Uint8Array(1_000_000).fill(i),
    })
}

/** What `etcdctl` (or `etcdutl`) of a version says of a file. */
export async function statusBy(version: EngineVersion, tool: 'etcdctl' | 'etcdutl', path: string) {
  const program = join(engineDir(version) ?? '', tool)
  const args = ['snapshot', 'status', path, '-w', 'json']
  const { stdout } = await run(program, args, { env: { ...cleanEnv(), ETCDCTL_API: '3' } })
  return JSON.parse(stdout) as { hash: number; revision: number; totalKey: number; totalSize: number }
}

/** Reads a save or a check to its end. */
export async function outcome(
  items: AsyncIterable<SnapshotProgress | SnapshotDone>,
  onProgress: (progress: SnapshotProgress) => void = () => {},
): Promise<SnapshotRow> {
  for await (const item of items) {
    if (item.kind === 'done') return item.row
    onProgress(item)
  }
  throw new Error('It ended without an outcome.')
}

export const save = (app: TestApp, connectionId: string, more: { endpoint?: string; path?: string } = {}) =>
  outcome(app.pull(app.client.snapshot.save({ connectionId, ...more })))
