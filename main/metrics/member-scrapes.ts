import type { Figures, FigureName, GrpcRates, RecentQuantiles } from '../../shared/contract/metrics'
import { observations, observedBetween, quantile, type Histogram } from './histogram'
import type { Scrape, SingleName } from './scrape'

/** Two scrapes further apart than this have no rate between them: nobody looked. */
const longestGapMs = 30_000
const recentMs = 60_000

/** The last scrapes of one member, and what they say together. */
export class MemberScrapes {
  #kept: readonly Scrape[] = []

  add(scrape: Scrape): void {
    const started = scrape.values.startedAtSeconds
    // Another process begins its counters anew: what the one before counted says nothing about it.
    const own = this.#kept.filter(({ values }) => values.startedAtSeconds === started)
    const last = own.findLastIndex(({ clockMs }) => scrape.clockMs - clockMs >= recentMs)
    this.#kept = [...own.slice(Math.max(0, last)), scrape]
  }

  /** What a chart shows of the last scrape. */
  figures(): { readonly figures: Figures; readonly grpc: GrpcRates } {
    const after = this.#kept.at(-1)
    if (!after) return { figures: {}, grpc: {} }
    const last = this.#kept.at(-2)
    const before = last && after.clockMs - last.clockMs <= longestGapMs ? last : undefined
    return {
      figures: defined({ ...gauges(after), ...rates(before, after), ...this.#slowestPeer(after) }),
      grpc: grpcRates(before, after),
    }
  }

  /** A duration's quantiles of late. */
  recent(duration: 'walFsync' | 'backendCommit'): RecentQuantiles | undefined {
    return recentOf((scrape) => scrape[duration], this.#kept)
  }

  peers(): readonly (RecentQuantiles & { readonly memberId: string })[] {
    return [...(this.#kept.at(-1)?.peerRoundTrip.keys() ?? [])].flatMap((memberId) => {
      const recent = recentOf((scrape) => scrape.peerRoundTrip.get(memberId), this.#kept)
      return recent ? [{ memberId, ...recent }] : []
    })
  }

  /** etcd probes its peers every few seconds only: a minute is the least that says something. */
  #slowestPeer(after: Scrape): Partial<Record<FigureName, number>> {
    const oldest = this.#kept[0]
    if (!oldest || oldest === after) return {}
    const seen = this.peers().filter(({ over }) => over === 'minute')
    const slowest = seen.reduce<RecentQuantiles | undefined>(
      (worst, peer) => (worst && worst.p99Ms >= peer.p99Ms ? worst : peer),
      undefined,
    )
    return { peerRoundTripP50Ms: slowest?.p50Ms, peerRoundTripP99Ms: slowest?.p99Ms }
  }
}

function recentOf(
  pick: (scrape: Scrape) => Histogram | undefined,
  kept: readonly Scrape[],
): RecentQuantiles | undefined {
  const [oldest] = kept
  const newest = kept.at(-1)
  const whole = newest && pick(newest)
  if (!oldest || !whole) return undefined
  const lately = oldest === newest ? undefined : observedBetween(pick(oldest), whole)
  return lately && observations(lately) > 0 ? quantilesOf(lately, 'minute') : quantilesOf(whole, 'start')
}

function quantilesOf(histogram: Histogram, over: RecentQuantiles['over']): RecentQuantiles | undefined {
  const [p50, p99] = [quantile(histogram, 0.5), quantile(histogram, 0.99)]
  return p50 === undefined || p99 === undefined ? undefined : { p50Ms: p50 * 1_000, p99Ms: p99 * 1_000, over }
}

function gauges({ values }: Scrape): Partial<Record<FigureName, number>> {
  const { committed, applied, quotaBytes = 0 } = values
  return {
    pendingProposals: values.pending,
    applyBacklog:
      committed === undefined || applied === undefined ? undefined : Math.max(0, committed - applied),
    leaderChanges: values.leaderChanges,
    dbSizeBytes: values.dbSizeBytes,
    dbSizeInUseBytes: values.dbSizeInUseBytes,
    // 0 or less: a server without a quota.
    quotaBytes: quotaBytes > 0 ? quotaBytes : undefined,
    watchers: values.watchers,
    slowWatchers: values.slowWatchers,
    residentBytes: values.residentBytes,
    openFiles: values.openFiles,
    maxFiles: values.maxFiles,
  }
}

function rates(before: Scrape | undefined, after: Scrape): Partial<Record<FigureName, number>> {
  if (!before) return {}
  const seconds = (after.clockMs - before.clockMs) / 1_000
  if (seconds <= 0) return {}
  const rate = (name: SingleName) => rateOf(before.values[name], after.values[name], seconds)
  const between = (duration: 'walFsync' | 'backendCommit', q: number) => {
    const now = after[duration]
    const seen = now && before[duration] ? quantile(observedBetween(before[duration], now), q) : undefined
    return seen === undefined ? undefined : seen * 1_000
  }
  return {
    committedPerSecond: rate('committed'),
    appliedPerSecond: rate('applied'),
    failedPerSecond: rate('failed'),
    walFsyncP50Ms: between('walFsync', 0.5),
    walFsyncP99Ms: between('walFsync', 0.99),
    backendCommitP50Ms: between('backendCommit', 0.5),
    backendCommitP99Ms: between('backendCommit', 0.99),
    grpcPerSecond: rateOf(sum(before.grpc), sum(after.grpc), seconds),
    grpcFailedPerSecond: rateOf(before.grpcFailed, after.grpcFailed, seconds),
    cpuCores: rate('cpuSeconds'),
    walBytesPerSecond: rate('walBytes'),
    clientInBytesPerSecond: rate('clientInBytes'),
    clientOutBytesPerSecond: rate('clientOutBytes'),
  }
}

function grpcRates(before: Scrape | undefined, after: Scrape): GrpcRates {
  if (!before) return {}
  const seconds = (after.clockMs - before.clockMs) / 1_000
  const found = [...after.grpc].map(
    ([method, count]) => [method, rateOf(before.grpc.get(method) ?? 0, count, seconds) ?? 0] as const,
  )
  return Object.fromEntries(found.filter(([, rate]) => rate > 0))
}

/** How fast a counter rose. One that went back began anew: what it counts now is what it rose by. */
function rateOf(before: number | undefined, after: number | undefined, seconds: number): number | undefined {
  if (before === undefined || after === undefined || seconds <= 0) return undefined
  return (after >= before ? after - before : after) / seconds
}

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0)

function defined(figures: Partial<Record<FigureName, number | undefined>>): Figures {
  return Object.fromEntries(
    Object.entries(figures).filter(([, value]) => value !== undefined && Number.isFinite(value)),
  )
}
