import type { MemberRow } from '../../contract/cluster'
import { raisedBy } from '../../etcd/alarm'
import { formatBytes, formatCount } from '../../format'
import { listNames, type Check, type Found } from '../check'
import { metricsOf, quotaOf, type DiagnosisFacts } from '../facts'

const warnAt = 0.8
const criticalAt = 0.95
/** A forecast of less than this is told before the quota is near. */
const soonDays = 7
/** Free pages of less than this are not worth a member's silence. */
const leastFreeBytes = 64 << 20
/** What a compaction every five minutes, as Kubernetes has it, never lets come together. */
const manyRevisions = 1_000_000n

/** Whether a member raised an alarm. */
export const alarms: Check = {
  name: 'Alarms',
  run: ({ status }) => {
    if (!status.areAlarmsKnown)
      return { unchecked: 'No member tells them: none answers, or they are hidden from this user.' }
    const raised = (alarm: string) =>
      status.alarms
        .filter((each) => each.alarm === alarm)
        .map(({ memberId }) => raisedBy(memberId, status.members))
    const evidence = (alarm: string) =>
      raised(alarm).map((name) => ({ what: 'Raised by', value: `${name}: ${alarm}`, source: 'Status' }))
    const findings: Found[] = []
    if (raised('NOSPACE').length > 0)
      findings.push({
        severity: 'critical',
        title: `The alarm NOSPACE is raised by ${listNames(raised('NOSPACE'))}: the whole cluster takes no writes but deletions.`,
        evidence: evidence('NOSPACE'),
        advice: [
          'Find what fills the store, delete or compact it, defragment each member, then disarm the alarm: etcd does not do that by itself.',
        ],
        remedies: ['space', 'compact', 'defragment'],
      })
    if (raised('CORRUPT').length > 0)
      findings.push({
        severity: 'critical',
        title: `The alarm CORRUPT is raised by ${listNames(raised('CORRUPT'))}: its data differs from that of the others.`,
        evidence: evidence('CORRUPT'),
        advice: [
          'Check the hashes of all members to see which one differs; take a snapshot from one that is right.',
          'Remove the member that differs, delete its data and add it anew as a learner; then disarm the alarm.',
        ],
        remedies: ['checkHashes', 'snapshot', 'members'],
      })
    return { findings, passed: 'None is raised.' }
  },
}

function fullness(facts: DiagnosisFacts, member: MemberRow) {
  const quotaBytes = quotaOf(facts, member)
  const { name } = member
  const dbSizeBytes = member.dbSizeBytes ?? metricsOf(facts, member)?.figures.dbSizeBytes
  return quotaBytes === undefined || dbSizeBytes === undefined
    ? []
    : [
        {
          name,
          quotaBytes,
          dbSizeBytes,
          share: dbSizeBytes / quotaBytes,
          isTold: member.quotaBytes !== undefined,
        },
      ]
}

/** Whether the database is near its quota, or will be within days. */
export const quota: Check = {
  name: 'Space quota',
  run: (facts) => {
    const known = facts.status.members.flatMap((member) => fullness(facts, member))
    const [first, ...rest] = known
    if (!first)
      return {
        unchecked: 'The quota is not known: Status tells it from etcd 3.6 on, and no metrics could be read.',
      }
    const fullest = rest.reduce((most, each) => (each.share > most.share ? each : most), first)
    const percent = `${Math.round(fullest.share * 100)} %`
    const daysLeft = facts.metrics?.quota?.daysLeft
    const isSoon = daysLeft !== undefined && daysLeft < soonDays
    if (fullest.share < warnAt && !isSoon)
      return { passed: `${percent} of ${formatBytes(fullest.quotaBytes)} are taken, at ${fullest.name}.` }
    const evidence = known.map(({ name, dbSizeBytes, quotaBytes, share, isTold }) => ({
      what: `Database of ${name}`,
      value: `${formatBytes(dbSizeBytes)} of ${formatBytes(quotaBytes)}, ${Math.round(share * 100)} %`,
      source: isTold ? `Status of ${name}` : 'etcd_server_quota_backend_bytes',
    }))
    if (isSoon)
      evidence.push({
        what: 'At the growth seen',
        value: `full in about ${Math.ceil(daysLeft)} days`,
        source: 'metrics kept by etcdesk',
      })
    return {
      findings: [
        {
          severity: fullest.share >= criticalAt ? 'critical' : 'warning',
          title:
            fullest.share >= warnAt
              ? `The database of ${fullest.name} takes ${percent} of its quota of ${formatBytes(fullest.quotaBytes)}; at 100 % the cluster takes no more writes.`
              : `At the growth seen the database reaches its quota in about ${Math.ceil(daysLeft ?? 0)} days.`,
          evidence,
          advice: [
            'See what fills the store, compact old revisions, and defragment the members one by one.',
            'If it is all needed, raise --quota-backend-bytes at every member (8 GiB at most is suggested).',
          ],
          remedies: ['space', 'compact', 'defragment'],
        },
      ],
    }
  },
}

/** Whether the file is much bigger than what is in it. */
export const fragmentation: Check = {
  name: 'Free pages',
  run: ({ status: { members } }) => {
    const known = members.flatMap(({ name, dbSizeBytes: size, dbSizeInUseBytes: inUse }) =>
      size === undefined || inUse === undefined ? [] : [{ name, size, inUse, free: size - inUse }],
    )
    if (known.length === 0) return { unchecked: 'No member told the size of its database.' }
    const loose = known.filter(({ size, free }) => free >= leastFreeBytes && free >= size / 2)
    if (loose.length === 0) return { passed: 'The database files are about as large as what is in them.' }
    return {
      findings: [
        {
          severity: 'notice',
          title: `The database of ${listNames(loose.map(({ name }) => name))} is much bigger than what is in use.`,
          evidence: loose.map(({ name, size, inUse, free }) => ({
            what: `Database of ${name}`,
            value: `${formatBytes(size)}, in use ${formatBytes(inUse)}: ${formatBytes(free)} free`,
            source: `Status of ${name}`,
          })),
          advice: [
            'The free pages are used again by new data. Defragmenting gives them back to the disk; the member does not answer meanwhile, so one at a time and the leader last.',
          ],
          remedies: ['defragment'],
        },
      ],
    }
  },
}

/** Whether old revisions are ever let go. */
export const backlog: Check = {
  name: 'Old revisions',
  run: ({ status: { members, ...status }, metrics }) => {
    const { revision } = status
    const told = metrics?.members.flatMap((each) => each.compactRevision ?? []) ?? []
    const compactRevision =
      status.compactRevision ?? (told.length > 0 ? BigInt(Math.max(...told)) : undefined)
    if (revision === undefined || compactRevision === undefined) {
      const isDenied = members.some(({ serializable }) => serializable?.isDenied)
      const why = isDenied ? ': it is found by reading, which this user may not' : ''
      return { unchecked: `Up to where the store is compacted could not be found out${why}.` }
    }
    const kept = revision - compactRevision
    if (kept < manyRevisions)
      return { passed: `${formatCount(kept)} revisions are kept since the last compaction.` }
    const never = compactRevision <= 1n
    return {
      findings: [
        {
          severity: 'warning',
          title: never
            ? `Nothing was ever compacted: ${formatCount(kept)} revisions are kept.`
            : `${formatCount(kept)} revisions are kept since the last compaction.`,
          evidence: [
            { what: 'Current revision', value: formatCount(revision), source: 'Status' },
            {
              what: 'Compacted up to',
              value: never ? 'none' : formatCount(compactRevision),
              source: 'found by reading, or by metrics',
            },
          ],
          advice: [
            'Compact what nobody looks back to. To have it done: --auto-compaction-mode and --auto-compaction-retention (Kubernetes compacts by itself every five minutes).',
          ],
          remedies: ['compact'],
        },
      ],
    }
  },
}
