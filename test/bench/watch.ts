import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { PanelRow } from '../../shared/contract/panels'
import { engineDir, type EngineVersion } from '../support/engines'
import { cleanEnv } from '../support/etcd-process'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { startTestApp, type TestApp } from '../support/test-app'
import { until } from '../support/until'
import type { Bench } from './bench'
import { percentile, round2 } from './compare'

const seconds = 20
const mebibyte = 1024 * 1024
/** A store that is thrown away needs no fsync: etcd is as fast as this machine lets it be. */
const args = ['--unsafe-no-fsync', '--quota-backend-bytes=8589934592']
const prefix = new TextEncoder().encode('/bench/')
const now = () => performance.timeOrigin + performance.now()

interface Written {
  readonly begunMs: number
  /** By writer, by put. */
  readonly acknowledgedMs: readonly (readonly number[])[]
}

/**
 * Events of 8 writers, each put acknowledged before its next, on their way to a panel and, in the same run, to a file by
 * `etcdctl watch --prefix`. Counted where a renderer's store reads: state and rows of the contract's client over an
 * in-memory port, all rows, in the same process as main. `ratio` is our rate by theirs, from the first put until the last
 * event was there. Then by how much this process grows while `--keys` more events (2,000,000 for the figure that counts) go
 * through a panel that keeps 100,000, from when those are full.
 */
export const watch: Bench = async ({ version, rounds, keys }) => {
  const runs = []
  for (let round = 0; round < rounds; round++) runs.push(await race(version))
  const [middle] = runs.sort((a, b) => a.ratio - b.ratio).slice(Math.floor(runs.length / 2))
  return { ...middle, ...(await grow(version, keys)) }
}

async function race(version: EngineVersion) {
  await using etcd = await startEtcd({ version, args })
  await using app = await startTestApp()
  await using dir = await tempDir()
  const panel = await openPanel(app, etcd)
  const file = await startEtcdctl(version, etcd, join(dir.path, 'events'))
  try {
    await until(async () => (await watchers(etcd)) === 2)
    const reader = new Reader(app, panel)
    const written = await runWriters(etcd, { writers: 8, inFlight: 1, seconds, count: Infinity })
    const puts = written.acknowledgedMs.flat().length
    const [ours, theirs] = await Promise.all([reader.whenAt(puts), file.whenAt(puts)])
    const rate = (lastMs: number) => puts / ((lastMs - written.begunMs) / 1_000)
    return {
      ratio: round2(rate(ours) / rate(theirs)),
      events: puts,
      ours_per_s: Math.round(rate(ours)),
      etcdctl_per_s: Math.round(rate(theirs)),
      ...reader.account(written),
    }
  } finally {
    await file.end()
  }
}

async function openPanel(app: TestApp, etcd: RunningEtcd): Promise<string> {
  const connectionId = await app.connect(etcd)
  const spec = { kind: 'prefix' as const, key: prefix, filters: [], prevKv: false, keptEvents: 100_000 }
  return (await app.client.panels.open({ connectionId, spec })).id
}

async function watchers(etcd: RunningEtcd): Promise<number> {
  const page = await (await fetch(`${etcd.endpoints[0]}/metrics`)).text()
  return Number(/^etcd_debugging_mvcc_watcher_total (\d+)/m.exec(page)?.[1])
}

/** Reads every row of a panel as it comes. */
class Reader {
  #rows = 0
  #repeated = 0
  #lastMs = 0
  readonly #seenMs = new Map<string, number>()
  readonly #reading: Promise<void>
  readonly #stop = new AbortController()

  constructor(
    private readonly app: TestApp,
    private readonly panel: string,
  ) {
    this.#reading = this.#read().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) throw error
    })
  }

  /** Resolves with when the last of so many rows was there. */
  async whenAt(rows: number): Promise<number> {
    await until(() => this.#rows >= rows, { timeoutMs: 60_000 })
    this.#stop.abort()
    await this.#reading
    return this.#lastMs
  }

  account({ acknowledgedMs }: Written) {
    const latencies: number[] = []
    let lost = 0
    acknowledgedMs.forEach((puts, writer) =>
      puts.forEach((at, n) => {
        const seen = this.#seenMs.get(`/bench/w${writer}/${String(n).padStart(8, '0')}`)
        if (seen === undefined) lost += 1
        else latencies.push(seen - at)
      }),
    )
    const latency_ms = round2(percentile(latencies, 50))
    return { lost, repeated: this.#repeated, latency_ms, latency_p99_ms: round2(percentile(latencies, 99)) }
  }

  async #read(): Promise<void> {
    const { client } = this.app
    const { panel } = this
    for await (const { rowCount } of this.app.pull(
      client.panels.follow({ panel }, { signal: this.#stop.signal }),
    ))
      while (this.#rows < rowCount) {
        const { rows } = await client.panels.rows({ panel, from: this.#rows, to: this.#rows + 1_000 })
        this.#take(rows)
      }
  }

  #take(rows: readonly PanelRow[]): void {
    const at = now()
    for (const row of rows) {
      if (row.kind === 'gap') continue
      const key = Buffer.from(row.key).toString()
      if (this.#seenMs.has(key)) this.#repeated += 1
      this.#seenMs.set(key, at)
    }
    this.#rows += rows.length
    this.#lastMs = at
  }
}

/** `etcdctl watch` with a file for its output: `PUT`, the key and the value, a line each. */
async function startEtcdctl(version: EngineVersion, etcd: RunningEtcd, path: string) {
  const file = await open(path, 'w')
  const program = join(engineDir(version) ?? '', 'etcdctl')
  const options = { env: cleanEnv(), stdio: ['ignore', file.fd, 'inherit'] as ['ignore', number, 'inherit'] }
  const child = spawn(
    program,
    ['--endpoints', etcd.endpoints.join(','), 'watch', '--prefix', '/bench/'],
    options,
  )
  const eventBytes = 'PUT\n'.length + '/bench/w0/00000000\n'.length + 201
  return {
    /** Resolves with when so many events were in the file, to some milliseconds. */
    async whenAt(events: number): Promise<number> {
      while ((await stat(path)).size < events * eventBytes) await delay(2)
      return (await stat(path)).mtimeMs
    },
    async end(): Promise<void> {
      const gone = once(child, 'exit')
      child.kill()
      await gone
      await file.close()
    },
  }
}

interface Load {
  readonly writers: number
  readonly inFlight: number
  readonly seconds: number
  readonly count: number
}

async function runWriters(
  etcd: RunningEtcd,
  { writers, inFlight, seconds: time, count }: Load,
): Promise<Written> {
  const program = join(process.cwd(), 'test', 'bench', 'watch-writers.mjs')
  const numbers = [writers, inFlight, time, count].map(String)
  const child = fork(program, [etcd.endpoints[0] ?? '', ...numbers], { env: cleanEnv() })
  const [written] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`The writers ended with ${code}.`))),
  ])) as [Written]
  return written
}

async function grow(version: EngineVersion, events: number) {
  await using etcd = await startEtcd({ version, args })
  await using app = await startTestApp()
  const panel = await openPanel(app, etcd)
  const load = (count: number) => runWriters(etcd, { writers: 8, inFlight: 25, seconds: 3_600, count })
  const seen = async (puts: number) => {
    for await (const state of app.pull(app.client.panels.follow({ panel })))
      if (state.events.puts >= puts) return state
    throw new Error('The states ended.')
  }
  await load(110_000)
  await seen(110_000)
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const sample = () => (most = Math.max(most, process.memoryUsage().rss))
  const timer = setInterval(sample, 20)
  try {
    await load(events)
    const { events: all, firstRow, rowCount } = await seen(110_000 + events)
    if (rowCount - firstRow !== 100_000 || all.puts !== 110_000 + events) throw new Error('Rows are missing.')
    return { grown_events: events, growth_mb: Math.round((most - before) / mebibyte) }
  } finally {
    clearInterval(timer)
  }
}
