import type { MemberRow } from '../../contract/cluster'
import type { Evidence } from '../../contract/diagnosis'
import { isStarted, isVoter } from '../../etcd/membership'
import { formatCount, formatCountOf, formatMs } from '../../format'
import { listNames, membersWho, type Check, type Found } from '../check'

const unreachable = (member: MemberRow): Found => ({
  severity: isVoter(member) ? 'critical' : 'warning',
  title: `Member ${member.name} does not answer.`,
  evidence: [
    {
      what: `Asked at ${member.endpoint ?? 'no address'}`,
      value: member.failure?.message ?? 'no answer',
      source: 'Status',
    },
  ],
  advice: [
    `Look whether etcd runs on that machine and at the end of its log; then start it again on its old data.`,
    'If its data is lost, remove the member and add it anew as a learner: never start it with an empty data folder under its old identity.',
  ],
  remedies: ['members'],
})

const notStarted = (member: MemberRow): Found => ({
  severity: 'warning',
  title: `Member ${member.name} was added and has never been started.`,
  evidence: [{ what: 'Peer URLs', value: member.peerUrls.join(', '), source: 'member list' }],
  advice: [
    'Start it with --initial-cluster-state existing, or remove it: a voter that is not started counts as one that has failed.',
  ],
  remedies: ['members'],
})

function probeEvidence({ name, linearizable, serializable, errors }: MemberRow): readonly Evidence[] {
  const told = errors.map((value) => ({ what: `${name} reports`, value, source: 'Status' }))
  const reads = Object.entries({ linearizable, serializable }).flatMap(([kind, probe]) => {
    if (!probe) return []
    const took = `${probe.isAnswered ? 'answered in' : 'no answer within'} ${formatMs(probe.latencyMs)}`
    const failed = probe.failure && probe.failure.code !== 'deadline'
    return [
      {
        what: `A ${kind} read at ${name}`,
        value: failed ? `failed: ${probe.failure.message}` : took,
        source: 'Range',
      },
    ]
  })
  return [...told, ...reads]
}

const unhealthy = (member: MemberRow): Found => ({
  severity: 'critical',
  title:
    member.serializable?.isAnswered === false
      ? `Member ${member.name} does not serve reads.`
      : `Member ${member.name} answers only from its own data: it has no quorum behind it.`,
  evidence: probeEvidence(member),
  advice: ['Check that it reaches the peer URLs of the other members, and look at the end of its log.'],
  remedies: ['members'],
})

/** Whether every member answers, and reads are served by it. */
export const health: Check = {
  name: 'Members',
  run: ({ status: { members, failure } }) => {
    if (members.length === 0)
      return { unchecked: failure?.message ?? 'The list of members could not be read.' }
    const findings = members.flatMap((member) => {
      if (!isStarted(member) && member.health === 'unreachable') return [notStarted(member)]
      if (member.health === 'unreachable') return [unreachable(member)]
      return member.health === 'unhealthy' ? [unhealthy(member)] : []
    })
    const hidden = members.filter((member) => member.hidden).map(({ name }) => name)
    return {
      findings,
      passed: `${formatCountOf(members.length, 'member')} answered, each at its own endpoint; linearizable and serializable reads are served.`,
      unchecked:
        hidden.length > 0
          ? `The status of ${listNames(hidden)} is hidden: this etcd shows it to users with the role root only.`
          : undefined,
    }
  },
}

/** Whether all members run the same version. */
export const versions: Check = {
  name: 'Versions',
  run: ({ status: { members } }) => {
    const known = members.flatMap(({ name, version }) => (version ? [{ name, version }] : []))
    const different = new Set(known.map(({ version }) => version))
    if (known.length === 0) return { unchecked: 'No member told its version.' }
    if (different.size === 1) return { passed: `All members that answer run etcd ${known[0]?.version}.` }
    const minors = new Set(known.map(({ version }) => version.split('.').slice(0, 2).join('.')))
    return {
      findings: [
        {
          severity: 'warning',
          title: `The members run different versions of etcd: ${listNames([...different].sort())}.`,
          evidence: known.map(({ name, version }) => ({
            what: name,
            value: version,
            source: `Status of ${name}`,
          })),
          advice: [
            minors.size > 1
              ? 'This is how a cluster looks during an upgrade: finish it. Until then the cluster can only what the lowest version can, and no member may be added.'
              : 'Bring all members to the same patch version.',
            'Upgrade one member at a time, one minor version at a time, with a snapshot taken before.',
          ],
          remedies: ['snapshot'],
        },
      ],
    }
  },
}

/** A voter that has been behind for less than this is only late. */
const behindForMs = 10_000

/** Whether the members keep up with the log. */
export const lag: Check = {
  name: 'Lag',
  run: ({ status: { members }, behindSinceMs, nowMs }) => {
    const known = members.filter(({ raftAppliedIndex }) => raftAppliedIndex !== undefined)
    if (known.length === 0) return { unchecked: 'No member told what it has applied.' }
    const furthest = known.reduce((most, { raftIndex = 0n }) => (raftIndex > most ? raftIndex : most), 0n)
    const behind = known.filter(({ id, role, isCatchingUp }) => {
      const sinceMs = behindSinceMs.get(id)
      return isCatchingUp && role !== 'learner' && sinceMs !== undefined && nowMs - sinceMs >= behindForMs
    })
    if (behind.length === 0)
      return { passed: 'Every member that answers has applied what was committed a second before.' }
    return {
      findings: [
        {
          severity: 'warning',
          title: `${membersWho(
            behind.map(({ name }) => name),
            'lags',
            'lag',
          )} behind the cluster.`,
          evidence: behind.map(({ id, name, raftAppliedIndex = 0n }) => ({
            what: `${name} is behind by`,
            value: `${formatCount(furthest - raftAppliedIndex)} log entries, for ${formatMs(nowMs - (behindSinceMs.get(id) ?? nowMs))}`,
            source: `Status of ${name}`,
          })),
          advice: [
            'After a start that is how it should be. If it does not come closer, its disk, its CPU or the network to it is too slow for what is written.',
            'A member 5,000 entries behind its own commit index refuses requests (“too many requests”).',
          ],
          remedies: ['members'],
        },
      ],
    }
  },
}
