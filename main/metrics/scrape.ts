import { HistogramBuckets, type Histogram } from './histogram'
import { PrometheusText, type Sample } from './prometheus-text'

/**
 * What is read of a member's page. The names are those of etcd 3.4, 3.5 and 3.6, compared on running servers of 3.4.23 and 3.5.16;
 * single values are summed over their labels.
 */
const singles = {
  committed: 'etcd_server_proposals_committed_total',
  applied: 'etcd_server_proposals_applied_total',
  pending: 'etcd_server_proposals_pending',
  failed: 'etcd_server_proposals_failed_total',
  leaderChanges: 'etcd_server_leader_changes_seen_total',
  hasLeader: 'etcd_server_has_leader',
  isLeader: 'etcd_server_is_leader',
  quotaBytes: 'etcd_server_quota_backend_bytes',
  dbSizeBytes: 'etcd_mvcc_db_total_size_in_bytes',
  dbSizeInUseBytes: 'etcd_mvcc_db_total_size_in_use_in_bytes',
  watchers: 'etcd_debugging_mvcc_watcher_total',
  slowWatchers: 'etcd_debugging_mvcc_slow_watcher_total',
  keys: 'etcd_debugging_mvcc_keys_total',
  revision: 'etcd_debugging_mvcc_current_revision',
  compactRevision: 'etcd_debugging_mvcc_compact_revision',
  walBytes: 'etcd_disk_wal_write_bytes_total',
  clientInBytes: 'etcd_network_client_grpc_received_bytes_total',
  clientOutBytes: 'etcd_network_client_grpc_sent_bytes_total',
  residentBytes: 'process_resident_memory_bytes',
  cpuSeconds: 'process_cpu_seconds_total',
  openFiles: 'process_open_fds',
  maxFiles: 'process_max_fds',
  startedAtSeconds: 'process_start_time_seconds',
} as const
export type SingleName = keyof typeof singles

const histograms = {
  etcd_disk_wal_fsync_duration_seconds_bucket: 'walFsync',
  etcd_disk_backend_commit_duration_seconds_bucket: 'backendCommit',
} as const
const peerRoundTrip = 'etcd_network_peer_round_trip_time_seconds_bucket'
const handled = 'grpc_server_handled_total'
const serverId = 'etcd_server_id'
const serverVersion = 'etcd_server_version'

/** Codes by which a call failed through the server, as etcd's own alert rules count them (contrib/mixin, etcdHighNumberOfFailedGRPCRequests). */
const serverFaults = new Set([
  'Unknown',
  'FailedPrecondition',
  'ResourceExhausted',
  'Internal',
  'Unavailable',
  'DataLoss',
  'DeadlineExceeded',
])

/** One look at a member's metrics. Counters are as they stand since its process began; times are in seconds as etcd has them. */
export interface Scrape {
  readonly atMs: number
  /** `performance.now()`: what rates are measured by. */
  readonly clockMs: number
  readonly values: Readonly<Partial<Record<SingleName, number>>>
  readonly walFsync?: Histogram
  readonly backendCommit?: Histogram
  /** By the peer's member id. */
  readonly peerRoundTrip: ReadonlyMap<string, Histogram>
  /** Calls that ended, by `Service/Method`. */
  readonly grpc: ReadonlyMap<string, number>
  readonly grpcFailed: number
  /** 16 hex digits. */
  readonly serverId?: string
  readonly serverVersion?: string
}

const singleNames = new Map(
  Object.entries(singles).map(([single, name]) => [name as string, single as SingleName]),
)
const isWanted = (name: string) =>
  singleNames.has(name) ||
  name in histograms ||
  name === peerRoundTrip ||
  name === handled ||
  name === serverId ||
  name === serverVersion

/** Collects one scrape from the text of a page, in pieces of any size. */
export class ScrapeReader {
  readonly text = new PrometheusText(isWanted, (sample) => this.#take(sample))
  readonly #values = new Map<SingleName, number>()
  readonly #durations = { walFsync: new HistogramBuckets(), backendCommit: new HistogramBuckets() }
  readonly #peers = new Map<string, HistogramBuckets>()
  readonly #grpc = new Map<string, number>()
  #grpcFailed = 0
  #serverId: string | undefined
  #serverVersion: string | undefined

  /** The scrape, or undefined where what was read is no page of an etcd server. */
  finish(atMs: number, clockMs: number): Scrape | undefined {
    this.text.end()
    // Every etcd has these two; a page of another program, or of anything else, has not.
    if (!this.#values.has('committed') || !this.#values.has('hasLeader')) return undefined
    const peerRoundTrip = new Map<string, Histogram>()
    for (const [peer, buckets] of this.#peers) {
      const histogram = buckets.finish()
      if (histogram) peerRoundTrip.set(peer, histogram)
    }
    return {
      atMs,
      clockMs,
      values: Object.fromEntries(this.#values),
      walFsync: this.#durations.walFsync.finish(),
      backendCommit: this.#durations.backendCommit.finish(),
      peerRoundTrip,
      grpc: this.#grpc,
      grpcFailed: this.#grpcFailed,
      serverId: this.#serverId,
      serverVersion: this.#serverVersion,
    }
  }

  #take({ name, labels, value }: Sample): void {
    const single = singleNames.get(name)
    if (single !== undefined) {
      if (Number.isFinite(value)) this.#values.set(single, (this.#values.get(single) ?? 0) + value)
    } else if (name === handled) this.#takeCall(labels, value)
    else if (name === serverId) this.#serverId = labels['server_id']?.padStart(16, '0')
    else if (name === serverVersion) this.#serverVersion = labels['server_version']
    else this.#takeBucket(name, labels, value)
  }

  #takeCall(labels: Sample['labels'], value: number): void {
    // Most of the page is methods nobody has called.
    if (!(value > 0) || value === Infinity) return
    const service = (labels['grpc_service'] ?? '').split('.').at(-1) ?? ''
    const method = `${service}/${labels['grpc_method'] ?? ''}`
    this.#grpc.set(method, (this.#grpc.get(method) ?? 0) + value)
    if (serverFaults.has(labels['grpc_code'] ?? '')) this.#grpcFailed += value
  }

  #takeBucket(name: string, labels: Sample['labels'], value: number): void {
    const le = labels['le'] === '+Inf' ? Infinity : Number(labels['le'])
    if (Number.isNaN(le) || !Number.isFinite(value)) return
    if (name !== peerRoundTrip) {
      this.#durations[histograms[name as keyof typeof histograms]].add(le, value)
      return
    }
    const peer = (labels['To'] ?? '').padStart(16, '0')
    const buckets = this.#peers.get(peer) ?? new HistogramBuckets()
    this.#peers.set(peer, buckets)
    buckets.add(le, value)
  }
}
