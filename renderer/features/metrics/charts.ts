import type { FigureName } from '../../../shared/contract/metrics'

export type Unit = 'perSecond' | 'ms' | 'bytes' | 'bytesPerSecond' | 'count' | 'cores'

/** One line a member; a second one of it is drawn thinner. */
export interface ChartFigure {
  readonly figure: FigureName
  /** What the line is of: `p99`. Empty where there is one line only. */
  readonly label: string
}

/** A line that should not be crossed: a value, or a share of a figure. */
export interface ChartLimit {
  readonly label: string
  readonly value: number | { readonly share: number; readonly of: FigureName }
}

export interface Chart {
  readonly id: string
  readonly title: string
  readonly unit: Unit
  /** `grpc`: one line a method, over all members. `changes`: how often a counter moved within the time shown. */
  readonly kind?: 'grpc' | 'changes'
  readonly figures: readonly ChartFigure[]
  readonly limits?: readonly ChartLimit[]
  /** What it means, and what etcd's own guidance says. */
  readonly meaning: string
}

export interface ChartGroup {
  readonly title: string
  readonly charts: readonly Chart[]
}

const one = (figure: FigureName): readonly ChartFigure[] => [{ figure, label: '' }]
const p99 = (higher: FigureName, lower: FigureName): readonly ChartFigure[] => [
  { figure: higher, label: 'p99' },
  { figure: lower, label: 'p50' },
]

/**
 * The charts, in their order. Limits are etcd's own:
 *
 * - WAL fsync p99 below 10 ms, backend commit p99 below 25 ms: etcd FAQ, "What does the etcd warning 'failed to send out heartbeat
 *   on time' / 'apply entries took too long' mean" and the hardware guide (etcd.io/docs/latest/faq, …/op-guide/hardware)
 * - peers' round trip p99 above 150 ms (etcdMemberCommunicationSlow), failed proposals above 5 /s (etcdHighNumberOfFailedProposals), 4
 *   leader changes in 15 minutes (etcdHighNumberOfLeaderChanges), 1 % failed gRPC calls (etcdHighNumberOfFailedGRPCRequests): the alert
 *   rules etcd ships (etcd-io/etcd, contrib/mixin)
 * - 5,000 entries committed and not applied: from there on a member refuses requests (server/etcdserver/v3_server.go,
 *   maxGapBetweenApplyAndCommitIndex)
 * - 80 % of the quota: the margin that leaves time to compact and defragment (etcd.io/docs/latest/op-guide/maintenance, "Space quota")
 */
export const chartGroups: readonly ChartGroup[] = [
  {
    title: 'Writes',
    charts: [
      {
        id: 'committed',
        title: 'Proposals',
        unit: 'perSecond',
        figures: [
          { figure: 'committedPerSecond', label: 'committed' },
          { figure: 'appliedPerSecond', label: 'applied' },
        ],
        meaning:
          'Writes per second, as raft counts them. Every member commits and applies as many as the others.',
      },
      {
        id: 'pending',
        title: 'Proposals pending',
        unit: 'count',
        figures: one('pendingProposals'),
        meaning: 'Waiting to be committed. Rising: the load is too high, or there is no quorum.',
      },
      {
        id: 'backlog',
        title: 'Apply backlog',
        unit: 'count',
        figures: one('applyBacklog'),
        limits: [{ value: 5_000, label: '5,000: requests are refused' }],
        meaning: 'Committed and not applied yet. Beyond 5,000 etcd answers “too many requests”.',
      },
      {
        id: 'failed',
        title: 'Proposals failed',
        unit: 'perSecond',
        figures: one('failedPerSecond'),
        limits: [{ value: 5, label: 'alert at 5 /s' }],
        meaning: 'Elections make some fail; etcd’s alert rules warn above 5 /s over 15 minutes.',
      },
      {
        id: 'leader',
        title: 'Leader changes',
        unit: 'count',
        kind: 'changes',
        figures: one('leaderChanges'),
        meaning: 'Within the time shown. etcd’s alert rules warn at 4 in 15 minutes: disk, network or load.',
      },
      {
        id: 'wal',
        title: 'WAL written',
        unit: 'bytesPerSecond',
        figures: one('walBytesPerSecond'),
        meaning: 'What the write-ahead log takes of the disk.',
      },
    ],
  },
  {
    title: 'Disk',
    charts: [
      {
        id: 'fsync',
        title: 'WAL fsync',
        unit: 'ms',
        figures: p99('walFsyncP99Ms', 'walFsyncP50Ms'),
        limits: [{ value: 10, label: 'p99 below 10 ms' }],
        meaning: 'How long the disk takes to make a write safe. etcd wants p99 below 10 ms.',
      },
      {
        id: 'commit',
        title: 'Backend commit',
        unit: 'ms',
        figures: p99('backendCommitP99Ms', 'backendCommitP50Ms'),
        limits: [{ value: 25, label: 'p99 below 25 ms' }],
        meaning: 'How long the database takes to write its changes. etcd wants p99 below 25 ms.',
      },
      {
        id: 'size',
        title: 'Database size',
        unit: 'bytes',
        figures: [
          { figure: 'dbSizeBytes', label: 'file' },
          { figure: 'dbSizeInUseBytes', label: 'in use' },
        ],
        limits: [{ value: { share: 0.8, of: 'quotaBytes' }, label: '80 % of the quota' }],
        meaning:
          'At the quota etcd refuses writes (NOSPACE). What is not in use comes back by defragmenting.',
      },
    ],
  },
  {
    title: 'Network and clients',
    charts: [
      {
        id: 'peers',
        title: 'Peer round trip',
        unit: 'ms',
        figures: p99('peerRoundTripP99Ms', 'peerRoundTripP50Ms'),
        limits: [{ value: 150, label: 'alert at 150 ms' }],
        meaning:
          'To the slowest peer, probed each half minute. Above 150 ms etcd’s alert rules warn; a heartbeat is 100 ms.',
      },
      {
        id: 'grpc',
        title: 'gRPC calls by method',
        unit: 'perSecond',
        kind: 'grpc',
        figures: one('grpcPerSecond'),
        meaning: 'Calls that ended, over all members. Those of etcdesk itself are among them.',
      },
      {
        id: 'grpcFailed',
        title: 'gRPC calls failed',
        unit: 'perSecond',
        figures: one('grpcFailedPerSecond'),
        limits: [{ value: { share: 0.01, of: 'grpcPerSecond' }, label: '1 % of the calls' }],
        meaning:
          'By the server’s fault. etcd’s alert rules warn at 1 % of the calls, and call it critical at 5 %.',
      },
      {
        id: 'watchers',
        title: 'Watchers',
        unit: 'count',
        figures: [
          { figure: 'watchers', label: 'all' },
          { figure: 'slowWatchers', label: 'slow' },
        ],
        meaning: 'A slow watcher has not been told all there is: its client or the network cannot keep up.',
      },
      {
        id: 'traffic',
        title: 'Client traffic',
        unit: 'bytesPerSecond',
        figures: [
          { figure: 'clientOutBytesPerSecond', label: 'sent' },
          { figure: 'clientInBytesPerSecond', label: 'received' },
        ],
        meaning: 'gRPC bytes to and from clients.',
      },
    ],
  },
  {
    title: 'Process',
    charts: [
      {
        id: 'memory',
        title: 'Resident memory',
        unit: 'bytes',
        figures: one('residentBytes'),
        meaning: 'What the process holds; the database file is mapped into it.',
      },
      {
        id: 'cpu',
        title: 'CPU',
        unit: 'cores',
        figures: one('cpuCores'),
        meaning: 'Cores in use.',
      },
      {
        id: 'files',
        title: 'Open files',
        unit: 'count',
        figures: one('openFiles'),
        limits: [{ value: { share: 0.8, of: 'maxFiles' }, label: '80 % of the limit' }],
        meaning: 'At the limit of the process no client can connect and no log file be opened.',
      },
    ],
  },
]
