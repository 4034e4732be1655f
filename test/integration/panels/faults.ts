import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { Maintenance } from '../../../main/etcd/gen/etcdserverpb/maintenance_pb'
import type { EngineVersion } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { seededRandom } from '../../support/random'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { account, Recorder, Writers, type Account } from './fault-history'
import { PanelPage } from './panel-page'
import { bytes } from './panel-reader'

export interface FaultRun {
  readonly version: EngineVersion
  readonly faults: number
  readonly seed: number
  /** How long a connection that is open on paper only stays so: past 15 s the client notices by itself. */
  readonly stallMs: number
}

export interface FaultReport extends Account {
  readonly table: string
  /** Revisions that the recorder itself did not see: its history is the truth only when there is none. */
  readonly missingRevisions: number
  /** Acknowledged writes that are not in the history. */
  readonly unrecorded: number
  /** Rows that a page showed otherwise than the page before it. */
  readonly changed: number
}

/** What a fault is done to. */
interface Stage {
  readonly etcd: RunningEtcd
  readonly proxies: readonly TcpProxy[]
  readonly app: TestApp
  readonly connectionId: string
  readonly panel: string
  readonly recorder: Recorder
  readonly direct: EtcdClient
  readonly reader: PanelPage
  readonly random: () => number
  readonly stallMs: number
}

const prefix = '/w/'
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const anyOf = <T>({ random }: Pick<Stage, 'random'>, items: readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('Nothing to choose from.')
  return item
}
const between = ({ random }: Pick<Stage, 'random'>, from: number, to: number) =>
  Math.round(from + random() * (to - from))

/** The faults by name: each is over when the promise resolves, and resolves with what it was. */
const faults: Readonly<Record<string, (stage: Stage) => Promise<string>>> = {
  async 'kill -9'(stage) {
    const member = between(stage, 0, 2)
    await stage.etcd.kill(member)
    const ms = between(stage, 100, 1_000)
    await sleep(ms)
    await stage.etcd.start(member)
    return `m${member + 1}, ${ms} ms`
  },
  async SIGSTOP(stage) {
    const member = between(stage, 0, 2)
    stage.etcd.pause(member)
    const ms = between(stage, 200, 3_000)
    await sleep(ms)
    stage.etcd.resume(member)
    return `m${member + 1}, ${ms} ms`
  },
  async cut(stage) {
    const chosen = stage.random() < 0.5 ? stage.proxies : [anyOf(stage, stage.proxies)]
    const ms = between(stage, 50, 1_500)
    for (const proxy of chosen) proxy.cut()
    await sleep(ms)
    for (const proxy of chosen) proxy.heal()
    return `${chosen.length} of 3, ${ms} ms`
  },
  async delay(stage) {
    const ms = between(stage, 20, 300)
    for (const proxy of stage.proxies) proxy.delay(ms)
    await sleep(1_000)
    for (const proxy of stage.proxies) proxy.heal()
    return `${ms} ms each way`
  },
  async 'half-open'(stage) {
    const { endpoint } = stage.reader.state ?? {}
    const proxy = stage.proxies.find((each) => each.endpoint === endpoint) ?? anyOf(stage, stage.proxies)
    proxy.stall()
    await sleep(stage.stallMs)
    proxy.heal()
    return `the one in use, ${stage.stallMs} ms`
  },
  async 'leader move'(stage) {
    const all = await Promise.all(
      stage.etcd.endpoints.map(async (endpoint) => {
        const status = await stage.direct.unary(Maintenance.method.status, {}, { endpoint })
        return { endpoint, id: status.header?.memberId ?? 0n, leader: status.leader }
      }),
    )
    const leader = all.find(({ id, leader }) => id === leader)
    const targetId = anyOf(
      stage,
      all.filter((each) => each !== leader),
    ).id
    if (!leader) return 'there is no leader'
    await stage.direct.unary(Maintenance.method.moveLeader, { targetId }, { endpoint: leader.endpoint })
    return `to m${all.findIndex(({ id }) => id === targetId) + 1}`
  },
  async compaction(stage) {
    for (const proxy of stage.proxies) proxy.cut()
    const from = stage.recorder.revision
    const revision = from + BigInt(between(stage, 5, 150))
    await until(() => stage.recorder.revision >= revision, { timeoutMs: 30_000 })
    await stage.direct.unary(KV.method.compact, { revision })
    for (const proxy of stage.proxies) proxy.heal()
    return `at ${revision}, behind the reader`
  },
  async 'page reload'(stage) {
    const ms = between(stage, 50, 500)
    await stage.reader.leave()
    await sleep(ms)
    await stage.reader.load()
    return `${ms} ms, reads all anew`
  },
  async 'page hangs'(stage) {
    const ms = between(stage, 500, 3_000)
    stage.reader.hang()
    await sleep(ms)
    stage.reader.goOn()
    return `reads nothing for ${ms} ms`
  },
  async 'tab closed'({ app, connectionId, ...stage }) {
    const ms = between(stage, 50, 500)
    await app.client.connections.close({ id: connectionId })
    await sleep(ms)
    await until(() => app.client.connections.open({ id: connectionId }), { timeoutMs: 30_000 })
    return `${ms} ms`
  },
  async pause({ app, panel, ...stage }) {
    const ms = between(stage, 50, 1_000)
    await app.client.panels.pause({ panel })
    await sleep(ms)
    await app.client.panels.resume({ panel })
    return `${ms} ms`
  },
}

/** Puts a panel on a cluster of three through random faults under load; resolves with what it showed against what happened. */
export async function runFaults({ version, faults: count, seed, stallMs }: FaultRun): Promise<FaultReport> {
  await using etcd = await startEtcd({ version, members: 3 })
  const proxies = await Promise.all(etcd.endpoints.map(startTcpProxy))
  await using app = await startTestApp()
  const { endpoints } = etcd
  await using recorder = new Recorder(endpoints, prefix)
  await using direct = new EtcdClient({ endpoints, requestTimeoutMs: 3_000 })
  const profile = { name: 'faults', readOnly: false, endpoints: proxies.map(({ endpoint }) => endpoint) }
  const { id: connectionId } = await app.client.connections.add(profile)
  await app.client.connections.open({ id: connectionId })
  const range = { kind: 'prefix' as const, key: bytes(prefix), startRevision: 1n }
  const spec = { ...range, filters: [], prevKv: false, keptEvents: 1_000_000 }
  const opened = await app.client.panels.open({ connectionId, spec })
  const reader = new PanelPage(app, opened.id)
  await reader.load()
  const random = seededRandom(seed)
  const stage = {
    etcd,
    proxies,
    app,
    connectionId,
    panel: opened.id,
    recorder,
    direct,
    reader,
    random,
    stallMs,
  }
  const lines: string[] = []
  let acknowledged: readonly bigint[]
  {
    await using writers = new Writers(endpoints, prefix, seed)
    acknowledged = writers.acknowledged
    const names = Object.keys(faults)
    for (let i = 0; i < count; i++) {
      // Each kind comes once before chance alone decides.
      const name = i < names.length ? (names[i] ?? '') : anyOf(stage, names)
      await sleep(between(stage, 50, 400))
      const what = await (faults[name] ?? (async () => ''))(stage)
      const at = performance.now()
      await caughtUp(stage, lines)
      const ms = Math.round(performance.now() - at)
      const note = reader.state?.note?.text ?? ''
      lines.push([i + 1, name.padEnd(12), what.padEnd(32), `${ms} ms`.padStart(8), note].join('  '))
    }
  }
  await etcd.ready()
  await sleep(200)
  await caughtUp(stage, lines)
  await reader.leave()
  const rows = [...reader.rows.values()].sort((a, b) => a.row - b.row)
  const recorded = new Set(recorder.events.map(({ revision }) => revision))
  await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()))
  return {
    ...account(rows, recorder.events),
    table: lines.join('\n'),
    changed: reader.changed,
    missingRevisions: recorder.missingRevisions,
    unrecorded: acknowledged.filter((revision) => !recorded.has(revision)).length,
  }
}

/** Waits until there is a quorum, the recorder has seen the store's revision, and the panel what the recorder has. */
async function caughtUp({ direct, recorder, reader }: Stage, lines: readonly string[]): Promise<void> {
  const store = await until(
    async () => (await direct.unary(KV.method.range, { key: bytes('/w/') })).header?.revision,
    {
      timeoutMs: 60_000,
    },
  )
  const isThere = () => recorder.revision >= store && (reader.state?.revision ?? 0n) >= store
  await until(isThere, { timeoutMs: 60_000, what: `the panel is at ${store}` }).catch((error: unknown) => {
    const { activity, revision, note } = reader.state ?? {}
    const stands = [`panel ${revision}, recorder ${recorder.revision}`, JSON.stringify([activity, note])]
    throw new Error([...lines, ...stands].join('\n'), { cause: error })
  })
}
