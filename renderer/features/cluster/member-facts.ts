import type { ClusterStatus, MemberRow, ReadProbe } from '../../../shared/contract/cluster'
import { formatBytes, formatCount, formatCountOf, formatMs } from '../../ui/format'
import { lagText, none, sizeText } from './columns'

/** One line of a member's details. */
export interface MemberFact {
  readonly label: string
  readonly text: string
  readonly tone?: 'warn' | 'bad'
}

const dayMs = 86_400_000
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })

function probeFact(label: string, probe: ReadProbe | undefined, unasked: string): MemberFact {
  if (!probe) return { label, text: unasked }
  if (!probe.isAnswered) return { label, text: probe.failure?.message ?? 'not answered', tone: 'bad' }
  const denied = probe.isDenied ? ', denied to this user' : ''
  return { label, text: `answered in ${formatMs(probe.latencyMs)}${denied}` }
}

function certificateFacts({ certificate }: MemberRow, nowMs: number): readonly MemberFact[] {
  if (!certificate) return []
  const { subject, issuer, names, notAfterMs } = certificate
  const days = Math.floor((notAfterMs - nowMs) / dayMs)
  const left = days < 0 ? 'expired' : `${formatCountOf(days, 'day')} left`
  const tone = days < 7 ? 'bad' : days < 30 ? 'warn' : undefined
  return [
    { label: 'Certificate until', text: `${day.format(notAfterMs)}, ${left}`, tone },
    { label: 'Certificate of', text: names === '' ? subject : `${subject} (${names})` },
    { label: 'Issued by', text: issuer },
  ]
}

function quotaFact({ dbSizeBytes = 0 }: MemberRow, quotaBytes: number | undefined): MemberFact {
  const label = 'Space quota'
  if (quotaBytes === undefined) return { label, text: 'not known without metrics before etcd 3.6' }
  const percent = Math.round((dbSizeBytes / quotaBytes) * 100)
  const tone = percent >= 95 ? 'bad' : percent >= 80 ? 'warn' : undefined
  return { label, text: `${formatBytes(quotaBytes)}, ${percent} % taken`, tone }
}

const count = (value: bigint | undefined): string => (value === undefined ? none : formatCount(value))
const list = (values: readonly string[]): string => (values.length === 0 ? none : values.join(', '))

export interface MemberFactsOptions {
  readonly nowMs: number
  /** The quota by the member's metrics, where its Status does not tell it. */
  readonly quotaBytes?: number
}

/** Everything that is known of one member, in words. */
export function memberFacts(
  member: MemberRow,
  status: ClusterStatus,
  { nowMs, quotaBytes }: MemberFactsOptions,
): readonly MemberFact[] {
  const raised = status.alarms.filter(({ memberId }) => memberId === member.id).map(({ alarm }) => alarm)
  const unasked = member.role === 'learner' ? 'a learner refuses it' : 'not asked'
  return [
    { label: 'Member ID', text: member.id },
    { label: 'Asked at', text: member.endpoint ?? none },
    { label: 'Client URLs', text: list(member.clientUrls) },
    { label: 'Peer URLs', text: list(member.peerUrls) },
    probeFact('Linearizable read', member.linearizable, unasked),
    probeFact('Serializable read', member.serializable, 'not asked'),
    {
      label: 'Status round trip',
      text: member.roundTripMs === undefined ? none : formatMs(member.roundTripMs),
    },
    {
      label: 'Alarms',
      text: raised.length > 0 ? raised.join(', ') : status.areAlarmsKnown ? 'none' : 'not known',
      tone: raised.length > 0 ? 'bad' : undefined,
    },
    { label: 'Raft term', text: count(member.raftTerm) },
    { label: 'Raft index', text: count(member.raftIndex) },
    {
      label: 'Applied index',
      text: `${count(member.raftAppliedIndex)} (${lagText(member, status.members)} behind)`,
    },
    { label: 'DB size · in use', text: sizeText(member) },
    quotaFact(member, member.quotaBytes ?? quotaBytes),
    ...(member.storageVersion ? [{ label: 'Storage version', text: member.storageVersion }] : []),
    ...certificateFacts(member, nowMs),
  ]
}
