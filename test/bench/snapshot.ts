import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EtcdClient } from '../../main/etcd/client'
import { KV } from '../../main/etcd/gen/etcdserverpb/kv_pb'
import { SnapshotLibrary } from '../../main/snapshot/library'
import { saveSnapshot } from '../../main/snapshot/save-snapshot'
import { runInThread, statusInThread } from '../../main/snapshot/snapshot-thread'
import { setup, teardown } from '../support/build-threads'
import { engineDir, type EngineVersion } from '../support/engines'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { openTree } from '../support/open-tree'
import { tempDir } from '../support/temp-dir'
import { startTestApp } from '../support/test-app'
import { until } from '../support/until'
import type { Bench } from './bench'
import { compare, percentile, round2, timed } from './compare'

const mebibyte = 1024 * 1024
const storeBytes = 500 * 1000 * 1000

/**
 * Saving the database of a 500 MB store of `keys` keys, its trailer and every page verified, against `etcdctl snapshot
 * save`; the status of the file against `etcdctl snapshot status`, both without the SHA-256 at its end; and checking it
 * whole (`verify_ms`), which etcdctl has nothing like. `growth_mb`: by how much this process grew at most meanwhile. Then
 * the file is looked into: `open_seconds_per_100k` to the first level of its tree, `open_growth_mb` with it open.
 */
export const snapshot: Bench = async ({ keys, version, rounds }) => {
  await setup()
  await using etcd = await startEtcd({ version, args: ['--quota-backend-bytes=8589934592'] })
  await using dir = await tempDir()
  try {
    await fill(etcd, keys)
    const theirs = join(dir.path, 'theirs.db')
    const ours = join(dir.path, 'ours.db')
    const etcdctl = (...args: string[]) => run(version, ['--endpoints', etcd.endpoints.join(), ...args])
    const library = new SnapshotLibrary(dir.path)
    await library.load()
    const growth = watchGrowth()
    const saved = await compare(
      async () => {
        await rm(ours, { force: true })
        await using client = new EtcdClient({ endpoints: etcd.endpoints })
        const job = { client, connectionId: 'bench', connection: 'bench', path: ours }
        return await growth.during(() => timed(() => toEnd(saveSnapshot(library, job, never))))
      },
      async () => {
        await rm(theirs, { force: true })
        return timed(() => etcdctl('snapshot', 'save', theirs))
      },
      rounds,
    )
    const status = await compare(
      () => growth.during(() => timed(() => statusInThread(ours, never))),
      () => timed(() => etcdctl('snapshot', 'status', theirs)),
      rounds,
    )
    const verified = await compare(
      () => growth.during(() => timed(() => toEnd(runInThread({ kind: 'check', file: ours }, never)))),
      () => timed(() => etcdctl('snapshot', 'status', theirs)),
      rounds,
    )
    const opening = watchGrowth()
    const openMs: number[] = []
    for (let round = 0; round < rounds; round++)
      openMs.push(await opening.during(() => timed(() => openToFirstLevel(ours))))
    return {
      keys,
      file_mb: Math.round((await stat(ours)).size / mebibyte),
      save_ms: saved['oursMs'] ?? NaN,
      etcdctl_save_ms: saved['referenceMs'] ?? NaN,
      save_ratio: saved['ratio'] ?? NaN,
      status_ms: status['oursMs'] ?? NaN,
      etcdctl_status_ms: status['referenceMs'] ?? NaN,
      status_ratio: status['ratio'] ?? NaN,
      verify_ms: verified['oursMs'] ?? NaN,
      growth_mb: growth.megabytes(),
      open_seconds_per_100k: round2((percentile(openMs, 50) / 1000) * (100_000 / keys)),
      open_growth_mb: opening.megabytes(),
    }
  } finally {
    await teardown()
  }
}

const never = new AbortController().signal

/** From the file's path to the first rows of its tree, by the app's own calls. */
async function openToFirstLevel(path: string): Promise<void> {
  await using app = await startTestApp()
  const { id } = await app.client.snapshotView.open({ path })
  await using tree = openTree(app, id)
  await until(() => (tree.latest.state?.rowCount ?? 0) > 0, { timeoutMs: 120_000 })
}

async function fill(etcd: RunningEtcd, keys: number): Promise<void> {
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  const size = Math.round(storeBytes / keys)
  let next = 0
  const putNext = async () => {
    while (next < keys) {
      const from = next
      next = Math.min(keys, from + Math.max(1, Math.min(64, Math.floor(mebibyte / size))))
      const success = Array.from({ length: next - from }, (_, i) => ({
        request: {
          case: 'requestPut' as const,
          value: {
            key: Buffer.from(`/registry/pods/namespace-${(from + i) % 200}/object-${from + i}`),
            value: Buffer.alloc(size, `${from + i} `),
          },
        },
      }))
      await client.unary(KV.method.txn, { success }, { timeoutMs: 60_000 })
    }
  }
  await Promise.all(Array.from({ length: 8 }, putNext))
}

async function toEnd(items: AsyncGenerator<unknown, unknown, void>): Promise<void> {
  while (!(await items.next()).done);
}

/** How much larger this process was than before, at most. */
function watchGrowth() {
  let most = 0
  return {
    megabytes: () => Math.round(most / mebibyte),
    async during<T>(action: () => Promise<T>): Promise<T> {
      globalThis.gc?.()
      const before = process.memoryUsage().rss
      const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 10)
      try {
        return await action()
      } finally {
        clearInterval(timer)
      }
    },
  }
}

async function run(version: EngineVersion, args: readonly string[]): Promise<void> {
  const child = spawn(join(engineDir(version) ?? '', 'etcdctl'), args, {
    env: { ...process.env, ETCDCTL_API: '3' },
    stdio: 'ignore',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`etcdctl ended with ${code}.`)
}
