import type { MemberRow } from '../../contract/cluster'
import type { RecentQuantiles } from '../../contract/metrics'
import { formatCount, formatMs } from '../../format'
import { listNames, type Check, type Found, type Outcome } from '../check'
import { metricsOf, type DiagnosisFacts } from '../facts'

/** etcd's own guidance (docs: hardware, tuning and FAQ): p99 of WAL fsync below 10 ms, of backend commit below 25 ms. */
const walFsyncMs = 10
const backendCommitMs = 25
/** Half of the default heartbeat interval of 100 ms, which should be about the round trip between members. */
const peerMs = 50
/** From here to a member: more than this is felt with every action. */
const wayMs = 500
/** Proposals that wait; more means that writes come faster than they are agreed on. */
const manyPending = 100

/** Why no member's metrics can be used, or those of some cannot. */
function lacking(facts: DiagnosisFacts): string | undefined {
  const { metrics, status } = facts
  if (!metrics) return 'The metrics have not been read yet.'
  const silent = status.members.filter((member) => !metricsOf(facts, member))
  if (silent.length === 0) return undefined
  const [first] = metrics.members.filter(({ failure }) => failure)
  return `The metrics of ${listNames(silent.map(({ name }) => name))} could not be read: ${first?.failure?.message ?? 'they were not asked yet.'}`
}

const over = ({ over: span }: RecentQuantiles) =>
  span === 'minute' ? 'over the last minute' : 'since its start'

function slow(
  facts: DiagnosisFacts,
  of: (member: MemberRow) => RecentQuantiles | undefined,
  limitMs: number,
): readonly { readonly member: MemberRow; readonly recent: RecentQuantiles }[] {
  return facts.status.members.flatMap((member) => {
    const recent = of(member)
    return recent && recent.p99Ms > limitMs ? [{ member, recent }] : []
  })
}

/** Whether the members' disks keep up. */
export const disk: Check = {
  name: 'Disk',
  run: (facts): Outcome => {
    const unchecked = lacking(facts)
    const wal = slow(facts, (member) => metricsOf(facts, member)?.walFsync, walFsyncMs)
    const commit = slow(facts, (member) => metricsOf(facts, member)?.backendCommit, backendCommitMs)
    const names = [...new Set([...wal, ...commit].map(({ member }) => member.name))]
    const told = facts.status.members.flatMap((member) => metricsOf(facts, member)?.walFsync ?? [])
    if (names.length === 0) {
      const worst = Math.max(...told.map(({ p99Ms }) => p99Ms))
      return {
        passed:
          told.length > 0
            ? `The slowest WAL fsync p99 is ${formatMs(worst)} (should be below ${walFsyncMs} ms).`
            : undefined,
        unchecked,
      }
    }
    const line = (what: string, source: string, limitMs: number) => (each: (typeof wal)[number]) => ({
      what: `${what} p99 of ${each.member.name}`,
      value: `${formatMs(each.recent.p99Ms)} ${over(each.recent)}, should be below ${limitMs} ms`,
      source,
    })
    return {
      findings: [
        {
          severity: 'warning',
          title: `The disk of ${listNames(names)} is slow: each write to the cluster waits for it.`,
          evidence: [
            ...wal.map(line('WAL fsync', 'etcd_disk_wal_fsync_duration_seconds', walFsyncMs)),
            ...commit.map(
              line('Backend commit', 'etcd_disk_backend_commit_duration_seconds', backendCommitMs),
            ),
          ],
          advice: [
            'Give etcd a disk of its own, local SSD or NVMe; look what else writes to it (logs, backups, other databases).',
            'If leadership is at a member with a slow disk, move it to a faster one meanwhile.',
          ],
          remedies: ['members'],
        },
      ],
      unchecked,
    }
  },
}

/** Whether members are near to each other, and to this machine. */
export const network: Check = {
  name: 'Network',
  run: (facts): Outcome => {
    const { members } = facts.status
    const nameOf = (id: string) => members.find((member) => member.id === id)?.name ?? id
    const far = members.flatMap((member) =>
      (metricsOf(facts, member)?.peers ?? [])
        .filter(({ p99Ms }) => p99Ms > peerMs)
        .map((peer) => ({
          what: `Round trip p99 from ${member.name} to ${nameOf(peer.memberId)}`,
          value: `${formatMs(peer.p99Ms)} ${over(peer)}`,
          source: 'etcd_network_peer_round_trip_time_seconds',
        })),
    )
    const away = members.flatMap(({ name, roundTripMs }) =>
      roundTripMs !== undefined && roundTripMs > wayMs
        ? [{ what: `From here to ${name}`, value: formatMs(roundTripMs), source: `Status of ${name}` }]
        : [],
    )
    const unchecked = members.length > 1 ? lacking(facts) : undefined
    const findings: Found[] = []
    if (far.length > 0)
      findings.push({
        severity: 'warning',
        title: `Members are far from each other: round trips of more than ${peerMs} ms, where a heartbeat goes out every 100 ms by default.`,
        evidence: far,
        advice: [
          'Look for a lossy or overloaded network, and for machines whose CPU is busy.',
          'If the distance is meant, set --heartbeat-interval to the round trip and --election-timeout to ten times that, at every member alike.',
        ],
        remedies: [],
      })
    if (away.length > 0)
      findings.push({
        severity: 'notice',
        title: 'The way from here to the cluster is slow.',
        evidence: away,
        advice: [
          'It delays what etcdesk does; whether it delays the cluster is told by the round trips between members.',
        ],
        remedies: [],
      })
    return {
      findings,
      passed: unchecked ? undefined : 'Members answer each other and this machine quickly.',
      unchecked,
    }
  },
}

/** Whether writes wait or fail inside the cluster, and whether files run out. */
export const load: Check = {
  name: 'Load',
  run: (facts): Outcome => {
    const unchecked = lacking(facts)
    const findings = facts.status.members.flatMap((member): readonly Found[] => {
      const {
        pendingProposals = 0,
        failedPerSecond = 0,
        slowWatchers = 0,
        openFiles = 0,
        maxFiles = Infinity,
      } = metricsOf(facts, member)?.figures ?? {}
      const evidence = [
        ...(pendingProposals > manyPending
          ? [
              {
                what: `Writes waiting at ${member.name}`,
                value: formatCount(pendingProposals),
                source: 'etcd_server_proposals_pending',
              },
            ]
          : []),
        ...(failedPerSecond > 0
          ? [
              {
                what: `Writes failing at ${member.name}`,
                value: `${failedPerSecond.toFixed(1)} /s`,
                source: 'etcd_server_proposals_failed_total',
              },
            ]
          : []),
        ...(slowWatchers > 0
          ? [
              {
                what: `Watchers that fall behind at ${member.name}`,
                value: formatCount(slowWatchers),
                source: 'etcd_debugging_mvcc_slow_watcher_total',
              },
            ]
          : []),
        ...(openFiles > 0.8 * maxFiles
          ? [
              {
                what: `Open files of ${member.name}`,
                value: `${formatCount(openFiles)} of ${formatCount(maxFiles)}`,
                source: 'process_open_fds',
              },
            ]
          : []),
      ]
      if (evidence.length === 0) return []
      return [
        {
          severity: failedPerSecond > 0 || openFiles > 0.8 * maxFiles ? 'warning' : 'notice',
          title: `Member ${member.name} has more to do than it manages.`,
          evidence,
          advice: [
            'Writes wait for the disk or for the other members: see Disk and Network here. Failing writes go with elections and a lost quorum.',
            'Watchers fall behind when their clients read slowly, or too many watch what changes often.',
          ],
          remedies: [],
        },
      ]
    })
    const hasAny = facts.status.members.some((member) => metricsOf(facts, member))
    return {
      findings,
      passed: hasAny ? 'No writes wait or fail, no watcher is behind.' : undefined,
      unchecked,
    }
  },
}
