import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { engineDir } from '../support/engines'
import { cleanEnv } from '../support/etcd-process'
import { startEtcd } from '../support/etcd-server'
import { putEach } from '../support/put-each'
import { startTestApp, type TestApp } from '../support/test-app'
import type { Bench } from './bench'
import { compare, timed } from './compare'
import { pastTree } from './past-tree'

const version = '3.5.16'
const versions = 10_000
const revisions = 1_000_000
/** So many keys have another value in the tree as it is than in the one of the past. */
const writtenAgain = 50_000
const mebibyte = 1024 * 1024
const text = new TextEncoder()
const key = '/registry/deployments/default/api'
/** A store that is thrown away needs no fsync: a million revisions are there in minutes. */
const args = ['--unsafe-no-fsync', '--quota-backend-bytes=8589934592']

/**
 * All revisions of one key through the contract, against etcdctl printing them; and by how much this process, which is
 * main and its reader, grows at most while a million revisions are added up of which each is of another key; and the
 * first level of that tree as it was before some keys were written again, against the tree as it is.
 */
export const history: Bench = async ({ rounds }) => {
  const listed = await listRevisions(rounds)
  return { versions, ...listed, ...(await addUp(rounds)) }
}

async function listRevisions(rounds: number) {
  await using etcd = await startEtcd({ version, args })
  const endpoint = etcd.endpoints[0] ?? ''
  const put = (i: number) => ({ key: text.encode(key), value: text.encode(`{"spec":{"replicas":${i}}}`) })
  await putEach(endpoint, versions, put)
  await using app = await startTestApp()
  const connectionId = await app.connect(etcd)
  return await compare(
    () => timed(() => readRevisions(app, connectionId)),
    () => timed(() => etcdctlWatch(endpoint)),
    rounds,
  )
}

async function readRevisions(app: TestApp, connectionId: string): Promise<void> {
  let seen = 0
  for await (const row of app.pull(app.client.history.revisions({ connectionId, key: text.encode(key) })))
    if (row.kind === 'revisions') seen += row.revisions.length
  if (seen !== versions) throw new Error(`${seen} revisions were listed, not ${versions}.`)
}

/** Resolves when etcdctl has printed every revision: what happened, the key and the value, a line each. */
function etcdctlWatch(endpoint: string): Promise<void> {
  const program = join(engineDir(version) ?? '', 'etcdctl')
  const child = spawn(program, ['--endpoints', endpoint, 'watch', '--rev=1', key], { env: cleanEnv() })
  return new Promise((resolve, reject) => {
    let lines = 0
    child.once('error', reject)
    child.once('exit', () => (lines < 3 * versions ? reject(new Error('etcdctl ended early.')) : resolve()))
    child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 0x0a) lines += 1
      if (lines >= 3 * versions) child.kill()
    })
  })
}

async function addUp(rounds: number) {
  await using etcd = await startEtcd({ version, args })
  const value = text.encode(
    JSON.stringify({ kind: 'Pod', apiVersion: 'v1', metadata: { labels: { app: 'bench' } } }),
  )
  const name = (i: number) => `/registry/pods/namespace-${String(i % 200).padStart(3, '0')}/object-${i}`
  const endpoint = etcd.endpoints[0] ?? ''
  const loadMs = await timed(() =>
    putEach(endpoint, revisions, (i) => ({ key: text.encode(name(i)), value })),
  )
  await using app = await startTestApp()
  const connectionId = await app.connect(etcd)
  const added = await addUpIn(app, connectionId)
  const revision = await revisionOf(app, connectionId)
  await putEach(endpoint, writtenAgain, (i) => ({ key: text.encode(name(i * 7)), value }))
  const past = await pastTree(app, connectionId, { keys: revisions, revision, rounds })
  return { ...added, loadMs: Math.round(loadMs), ...past }
}

async function addUpIn(app: TestApp, connectionId: string) {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let growth = 0
  const sample = () => (growth = Math.max(growth, process.memoryUsage().rss - before))
  const timer = setInterval(sample, 10)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  try {
    const churnMs = await timed(async () => {
      const request = { connectionId, prefix: new Uint8Array(), separator: text.encode('/') }
      let last
      for await (const row of app.pull(app.client.history.churn(request))) last = row
      if (last?.revisions !== revisions || last.keys !== revisions)
        throw new Error(`${last?.revisions} revisions were added up, not ${revisions}.`)
    })
    sample()
    return {
      revisions,
      growth_mb: Math.round(growth / mebibyte),
      churnMs: Math.round(churnMs),
      loopDelayP99Ms: Math.round(delay.percentile(99) / 1e6),
      loopDelayMaxMs: Math.round(delay.max / 1e6),
    }
  } finally {
    delay.disable()
    clearInterval(timer)
  }
}

async function revisionOf(app: TestApp, connectionId: string): Promise<bigint> {
  return (await app.client.kv.range({ connectionId, key: text.encode(key), countOnly: true })).revision
}
