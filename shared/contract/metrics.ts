import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { connectionId, hexId } from './fields'

/** Each member is asked this often while somebody reads. */
export const metricsIntervalMs = 5_000

/**
 * The figures of one member, from its `/metrics` (names of etcd 3.4 to 3.6). What is counted is a rate over the time between
 * two scrapes, quantiles are of what happened between them (of peers' round trips, which etcd probes seldom: of the last minute).
 * A figure is absent where the member does not tell it, where nothing happened, and after a pause of the asking.
 *
 * - `committedPerSecond`, `appliedPerSecond`, `failedPerSecond`, `pendingProposals`: `etcd_server_proposals_*`;
 *   `applyBacklog`: committed and not applied yet
 * - `walFsync*`, `backendCommit*`: `etcd_disk_wal_fsync_duration_seconds`, `etcd_disk_backend_commit_duration_seconds`
 * - `peerRoundTrip*`: `etcd_network_peer_round_trip_time_seconds` to the slowest peer
 * - `leaderChanges`: `etcd_server_leader_changes_seen_total` as it is; it begins anew with the process
 * - `dbSizeBytes`, `dbSizeInUseBytes`, `quotaBytes`: of the backend
 * - `watchers`, `slowWatchers`: `etcd_debugging_mvcc_watcher_total`, `…_slow_watcher_total`
 * - `grpcPerSecond`, `grpcFailedPerSecond`: calls that ended, and those that failed by the server's fault
 * - `residentBytes`, `cpuCores`, `openFiles`, `maxFiles`: of the process
 * - `walBytesPerSecond`, `clientInBytesPerSecond`, `clientOutBytesPerSecond`
 */
export const figureNames = [
  'committedPerSecond',
  'appliedPerSecond',
  'failedPerSecond',
  'pendingProposals',
  'applyBacklog',
  'walFsyncP50Ms',
  'walFsyncP99Ms',
  'backendCommitP50Ms',
  'backendCommitP99Ms',
  'peerRoundTripP50Ms',
  'peerRoundTripP99Ms',
  'leaderChanges',
  'dbSizeBytes',
  'dbSizeInUseBytes',
  'quotaBytes',
  'watchers',
  'slowWatchers',
  'grpcPerSecond',
  'grpcFailedPerSecond',
  'residentBytes',
  'cpuCores',
  'openFiles',
  'maxFiles',
  'walBytesPerSecond',
  'clientInBytesPerSecond',
  'clientOutBytesPerSecond',
] as const
export type FigureName = (typeof figureNames)[number]
export type Figures = Readonly<Partial<Record<FigureName, number>>>

/** Calls per second by `Service/Method`, such as `KV/Put`; methods that were not called are left out. */
export type GrpcRates = Readonly<Record<string, number>>

/** A duration's quantiles over the last minute, or since the member started where nothing happened in the last minute. */
export interface RecentQuantiles {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly over: 'minute' | 'start'
}

/** What one member's `/metrics` told last, or why it could not be read. */
export interface MemberMetrics {
  /** 16 hex digits; empty where the member list is not known and the member did not answer. */
  readonly id: string
  readonly name: string
  /** Where it was asked. */
  readonly url: string
  /** True when the address was given by the person. */
  readonly isOwnUrl: boolean
  readonly failure?: Failure
  readonly version?: string
  /** Unix time in ms at which its process began. */
  readonly startedAtMs?: number
  readonly isLeader?: boolean
  readonly hasLeader?: boolean
  readonly figures: Figures
  readonly grpc: GrpcRates
  readonly walFsync?: RecentQuantiles
  readonly backendCommit?: RecentQuantiles
  /** By peer, where etcd has probed it. */
  readonly peers: readonly (RecentQuantiles & { readonly memberId: string })[]
  /** As the store stands, and up to where it is compacted (absent: never since the start of the process). */
  readonly revision?: number
  readonly compactRevision?: number
  readonly keys?: number
}

/**
 * When the database reaches its quota if it grows as it did in the last 24 h (or as long as was looked at, ten minutes at least).
 * Measured on the bytes in use of the fullest member: free pages are filled before the file grows.
 */
export interface QuotaForecast {
  readonly memberName: string
  readonly quotaBytes: number
  readonly dbSizeBytes: number
  readonly dbSizeInUseBytes: number
  /** Absent while too little was seen to tell. Negative: it shrinks. */
  readonly bytesPerDay?: number
  /** The time that was looked at. */
  readonly overMs?: number
  /** Absent where it does not grow, or would take more than ten years. */
  readonly daysLeft?: number
}

/** All members' metrics at one time. */
export interface ClusterMetrics {
  readonly atMs: number
  readonly members: readonly MemberMetrics[]
  readonly quota?: QuotaForecast
  /** Why what was seen is not kept in the file, if it is not: the disk is full, or not ours to write. */
  readonly keepFailure?: Failure
  /** Elections seen in the last 24 h, by the member that saw the most; also those while nobody looked, if it ran on. */
  readonly leaderChangesInDay?: number
}

export const metricsRanges = ['5m', '1h', '24h'] as const
export type MetricsRange = (typeof metricsRanges)[number]

/**
 * Points of a time, one column a figure: `series[figure][i]` is of `timesMs[i]`. `null`: not known. Where points are missing
 * nobody looked; `stepMs` is how far apart they are otherwise (one scrape, or a minute for what is older than an hour: the mean of
 * rates, the highest of quantiles and queues, the last of sizes).
 */
export interface MetricsHistory {
  readonly stepMs: number
  readonly fromMs: number
  readonly toMs: number
  readonly members: readonly {
    readonly id: string
    readonly name: string
    readonly timesMs: readonly number[]
    readonly series: Readonly<Partial<Record<FigureName, readonly (number | null)[]>>>
    readonly grpc: Readonly<Record<string, readonly (number | null)[]>>
  }[]
}

export interface MetricsExported {
  readonly kind: 'progress' | 'done'
  readonly rows: number
  readonly bytes: number
  readonly path: string
}

/**
 * The members' own metrics. They are asked every {@link metricsIntervalMs} while somebody reads `watch`, and never otherwise.
 *
 * - `watch`: what all members told, now and after each round; a member that could not be read says why in its row. A
 *   connection that is closed ends it with `precondition`.
 * - `history`: what is kept of a connection, oldest first: points of each scrape for an hour, of each minute for a day, as far
 *   as there is room for (6 MiB a connection).
 * - `export`: what is kept of a time as CSV: `time,member_id,member` and one column a figure, empty where not known. `exists`
 *   when the file is there (details.field `path`); the last batch is `done`.
 * - `setUrl`: another address for a member's metrics, e.g. where etcd serves HTTP with `--listen-client-http-urls` only;
 *   without `url` it is its client URL again. `invalid` (details.field `url`) for what is no http(s) address.
 */
export const metricsContract = {
  watch: oc.input(z.object({ connectionId })).output(pulled<ClusterMetrics>()),
  history: oc.input(z.object({ connectionId, range: z.enum(metricsRanges) })).output(type<MetricsHistory>()),
  export: oc
    .input(z.object({ connectionId, range: z.enum(metricsRanges), path: z.string().min(1) }))
    .output(pulled<MetricsExported>()),
  setUrl: oc
    .input(z.object({ connectionId, memberId: hexId, url: z.string().max(1_000).optional() }))
    .output(type<void>()),
}
