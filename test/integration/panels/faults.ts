import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { Maintenance } from '../../../main/etcd/gen/etcdserverpb/maintenance_pb'
import type { EngineVersion } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { seededRandom } from '../../support/random'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy'
import { until } from '../../support/until'
import { account, Recorder, Writers, type Account } from './fault-history'
import { sleep, type FaultSubject, type OpenSubject } from './fault-subject'
import { bytes } from './panel-reader'

export interface FaultRun {
  readonly version: EngineVersion
  readonly faults: number
  readonly seed: number
  /** How long a connection that is open on paper only stays so: past 15 s the client notices by itself. */
  readonly stallMs: number
  readonly open: OpenSubject
}

export interface FaultReport extends Account {
  readonly table: string
  /** Revisions that the recorder itself did not see: its history is the truth only when there is none. */
  readonly missingRevisions: number
  /** Acknowledged writes that are not in the history. */
  readonly unrecorded: number
  /** Rows that were shown otherwise than before. */
  readonly changed: number
}

/** What a fault is done to. */
interface Stage {
  readonly etcd: RunningEtcd
  readonly proxies: readonly TcpProxy[]
  readonly recorder: Recorder
  readonly direct: EtcdClient
  readonly subject: FaultSubject
  readonly random: () => number
  readonly stallMs: number
}

const prefix = '/w/'
const anyOf = <T>({ random }: Pick<Stage, 'random'>, items: readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('Nothing to choose from.')
  return item
}
const between = ({ random }: Pick<Stage, 'random'>, from: number, to: number) =>
  Math.round(from + random() * (to - from))

/** The faults of cluster and network by name: each is over when the promise resolves, and resolves with what it was. */
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
    const { endpoint } = await stage.subject.standing()
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
}

/** Puts a panel on a cluster of three through random faults under load; resolves with what it showed against what happened. */
export async function runFaults({
  version,
  faults: count,
  seed,
  stallMs,
  open,
}: FaultRun): Promise<FaultReport> {
  await using etcd = await startEtcd({ version, members: 3 })
  const proxies = await Promise.all(etcd.endpoints.map(startTcpProxy))
  const { endpoints } = etcd
  await using recorder = new Recorder(endpoints, prefix)
  await using direct = new EtcdClient({ endpoints, requestTimeoutMs: 3_000 })
  await using subject = await open(
    proxies.map(({ endpoint }) => endpoint),
    prefix,
  )
  const random = seededRandom(seed)
  const stage = { etcd, proxies, recorder, direct, subject, random, stallMs }
  const lines: string[] = []
  let acknowledged: readonly bigint[]
  {
    await using writers = new Writers(endpoints, prefix, seed)
    acknowledged = writers.acknowledged
    const names = [...Object.keys(faults), ...Object.keys(subject.faults)]
    const around = (from: number, to: number) => between(stage, from, to)
    for (let i = 0; i < count; i++) {
      // Each kind comes once before chance alone decides.
      const name = i < names.length ? (names[i] ?? '') : anyOf(stage, names)
      await sleep(between(stage, 50, 400))
      const what = (await faults[name]?.(stage)) ?? (await subject.faults[name]?.(around)) ?? ''
      const at = performance.now()
      await caughtUp(stage, lines)
      const ms = Math.round(performance.now() - at)
      const { note = '' } = await subject.standing()
      lines.push([i + 1, name.padEnd(12), what.padEnd(32), `${ms} ms`.padStart(8), note].join('  '))
    }
  }
  await etcd.ready()
  await sleep(200)
  await caughtUp(stage, lines)
  const rows = await subject.rows()
  const recorded = new Set(recorder.events.map(({ revision }) => revision))
  await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()))
  return {
    ...account(rows, recorder.events),
    table: lines.join('\n'),
    changed: subject.changed(),
    missingRevisions: recorder.missingRevisions,
    unrecorded: acknowledged.filter((revision) => !recorded.has(revision)).length,
  }
}

/** Waits until there is a quorum, the recorder has seen the store's revision, and the panel what the recorder has. */
async function caughtUp({ direct, recorder, subject }: Stage, lines: readonly string[]): Promise<void> {
  const store = await until(
    async () => (await direct.unary(KV.method.range, { key: bytes('/w/') })).header?.revision,
    {
      timeoutMs: 60_000,
    },
  )
  const isThere = async () => recorder.revision >= store && (await subject.standing()).revision >= store
  await until(isThere, { timeoutMs: 60_000, what: `the panel is at ${store}` }).catch(
    async (error: unknown) => {
      const { revision, endpoint, note } = await subject.standing()
      const stands = [`panel ${revision}, recorder ${recorder.revision}`, `${endpoint}: ${note}`]
      throw new Error([...lines, ...stands].join('\n'), { cause: error })
    },
  )
}
