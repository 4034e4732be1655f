import { join } from 'node:path'
import type { App } from '../e2e/driver/app'
import startDisplay from '../e2e/driver/display'
import type { EngineVersion } from '../support/engines'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { Bench } from './bench'
import { percentile, round2 } from './compare'
import { frameFigures } from './frame-figures'
import { rateRatio, type Seen } from './keep-up'
import { traceMainThread, type MainThread } from './main-thread'
import { readAppMemory, type AppMemory } from './process-memory'
import { RunDelay } from './run-delay'
import { startApp } from './tree'
import { runWriters, startEtcdctl, type Written } from './watch-load'
import { PanelOnPage, prefix } from './watch-page'

const seconds = 20
const mebibyte = 1024 * 1024
/** A store that is thrown away needs no fsync: etcd is as fast as this machine lets it be. */
const args = ['--unsafe-no-fsync', '--quota-backend-bytes=8589934592']
const usualKept = 100_000
const mostKept = 1_000_000

/**
 * Events of 8 writers, each put acknowledged before its next, on their way to a panel of the built desktop app and, in the
 * same run, to a file by `etcdctl watch --prefix`. `ratio`: our rate by theirs, see {@link rateRatio}; `whole_ratio` is of
 * the time from the first put until a frame of the page, or the file, had the last event, so it holds how far behind we are
 * at the end (`behind_etcdctl_ms`) as well. `latency_ms`: from a put's answer to the first frame whose log has its event.
 * `lost` and `repeated`: of the events that an export has afterwards.
 *
 * `longest_task_ms` is the page's main thread's longest task by the clock, `longest_task_cpu_ms` the most that any task
 * really ran, `longest_task_wait_ms` how long the thread stood ready without a core during the longest one, and
 * `run_delay_ms` the same over the whole run (both as the scheduler says): etcd, writers, etcdctl and the app share the
 * machine's cores.
 *
 * Then by how much main and the page's process grow (`growth_mb` together, at their worst) while `--keys` more events
 * (2,000,000 for the figure that counts) go through a panel that keeps 100,000, from when those are full.
 */
export const watch: Bench = async ({ version, rounds, keys }) => {
  const endDisplay = await startDisplay()
  try {
    const runs = []
    for (let round = 0; round < rounds; round++) {
      const run = await race(version)
      process.stdout.write(`${JSON.stringify(run)}\n`)
      runs.push(run)
    }
    const [middle] = runs.sort((a, b) => a.ratio - b.ratio).slice(Math.floor(runs.length / 2))
    return { ...middle, ...(await grow(version, keys)) }
  } finally {
    await endDisplay?.()
  }
}

async function race(version: EngineVersion) {
  await using etcd = await startEtcd({ version, args })
  await using home = await tempDir()
  await using app = await startApp('electron', home.path)
  const panel = await PanelOnPage.open(app, etcd.endpoints, mostKept)
  const watchersBefore = await watchers(etcd)
  const file = await startEtcdctl(version, etcd, join(home.path, 'etcdctl-events'))
  try {
    await until(async () => (await watchers(etcd)) === watchersBefore + 1)
    const frames = await panel.watchRows()
    const delay = await RunDelay.begin(app.pid())
    let written: Written | undefined
    let theirsMs = 0
    const thread = await traceMainThread(app.page, async () => {
      written = await runWriters(etcd, { writers: 8, inFlight: 1, seconds, count: Infinity, perTxn: 1 })
      const all = putsOf(written)
      ;[theirsMs] = await Promise.all([file.whenAt(all), frames.whenAt(all)])
    })
    if (!written) throw new Error('Nothing was written.')
    const puts = putsOf(written)
    await delay.end()
    const seen = await frames.end()
    const oursMs = seen.find(({ rows }) => rows >= puts)?.atMs ?? Number.NaN
    const { begunMs } = written
    const rate = (lastMs: number) => puts / ((lastMs - begunMs) / 1_000)
    return {
      ratio: round2(rateRatio(seen, file.seen)),
      whole_ratio: round3(rate(oursMs) / rate(theirsMs)),
      events: puts,
      ours_per_s: Math.round(rate(oursMs)),
      etcdctl_per_s: Math.round(rate(theirsMs)),
      behind_etcdctl_ms: Math.round(oursMs - theirsMs),
      ...account(await panel.events(), written, seen),
      ...taskFigures(thread, delay),
    }
  } finally {
    await file.end()
  }
}

const putsOf = ({ acknowledgedMs }: Written) => acknowledgedMs.flat().length

const round3 = (value: number) => Math.round(value * 1_000) / 1_000

function taskFigures(thread: MainThread, delay: RunDelay) {
  const { longest_task_ms = NaN, longest_task_cpu_ms = NaN, tasks_over_50ms = NaN } = frameFigures(thread)
  const length = ({ startMs, endMs }: MainThread['tasks'][number]) => endMs - startMs
  const longest = thread.tasks.reduce((most, each) => (length(each) > length(most) ? each : most))
  return {
    longest_task_ms,
    longest_task_cpu_ms,
    longest_task_wait_ms: Math.round(delay.during(longest)),
    run_delay_ms: Math.round(delay.totalMs),
    tasks_over_50ms,
  }
}

async function watchers(etcd: RunningEtcd): Promise<number> {
  const page = await (await fetch(`${etcd.endpoints[0]}/metrics`)).text()
  return Number(/^etcd_debugging_mvcc_watcher_total (\d+)/m.exec(page)?.[1])
}

/** Each put against the events of the panel in their order, and when its page had as many rows. */
function account(
  events: Awaited<ReturnType<PanelOnPage['events']>>,
  { acknowledgedMs }: Written,
  seen: readonly Seen[],
) {
  const places = new Map(events.map(({ key }, place) => [key, place]))
  let at = 0
  const shownMs = events.map((_, place) => {
    while (at < seen.length && (seen[at]?.rows ?? 0) <= place) at += 1
    return seen[at]?.atMs ?? Number.NaN
  })
  const latencies: number[] = []
  let lost = 0
  acknowledgedMs.forEach((puts, writer) =>
    puts.forEach((ms, n) => {
      const place = places.get(`${prefix}w${writer}/${String(n).padStart(8, '0')}`)
      if (place === undefined) lost += 1
      else latencies.push((shownMs[place] ?? Number.NaN) - ms)
    }),
  )
  return {
    lost,
    repeated: events.length - places.size,
    latency_ms: round2(percentile(latencies, 50)),
    latency_p99_ms: round2(percentile(latencies, 99)),
  }
}

async function grow(version: EngineVersion, events: number) {
  await using etcd = await startEtcd({ version, args })
  await using home = await tempDir()
  await using app = await startApp('electron', home.path)
  const panel = await PanelOnPage.open(app, etcd.endpoints, usualKept)
  // In transactions: more of them in a minute than single puts.
  const load = (count: number) =>
    runWriters(etcd, { writers: 8, inFlight: 2, seconds: 3_600, count, perTxn: 50 })
  const first = usualKept + 10_000
  await load(first)
  await panel.hasSeen(first)
  const memory = await Growth.begin(app)
  await load(events)
  await panel.hasSeen(first + events)
  return { grown_events: events, ...(await memory.end()) }
}

/** The most that main and the page's process have beyond what they had. */
class Growth {
  #most: AppMemory & { readonly both: number }
  readonly #timer: NodeJS.Timeout

  private constructor(
    private readonly app: App,
    private readonly before: AppMemory,
  ) {
    this.#most = { ...before, both: before.main + before.renderer }
    // A sample that fails is missing; the last one, at the end, must not.
    this.#timer = setInterval(() => void this.#sample().catch(() => {}), 200)
  }

  static async begin(app: App): Promise<Growth> {
    return new Growth(app, await readAppMemory(app.pid()))
  }

  async end() {
    clearInterval(this.#timer)
    await this.#sample()
    const { main, renderer, both } = this.#most
    const mb = (bytes: number) => Math.round(bytes / mebibyte)
    return {
      growth_mb: mb(both - this.before.main - this.before.renderer),
      growth_main_mb: mb(main - this.before.main),
      growth_renderer_mb: mb(renderer - this.before.renderer),
      main_mb: mb(main),
      renderer_mb: mb(renderer),
    }
  }

  async #sample(): Promise<void> {
    const { main, renderer } = await readAppMemory(this.app.pid())
    this.#most = {
      main: Math.max(this.#most.main, main),
      renderer: Math.max(this.#most.renderer, renderer),
      both: Math.max(this.#most.both, main + renderer),
    }
  }
}
