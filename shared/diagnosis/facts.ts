import type { ClusterStatus, MemberCertificate, MemberRow } from '../contract/cluster'
import type { ClusterMetrics, MemberMetrics } from '../contract/metrics'

/** How far a member's clock is from this machine's, as far as an HTTP date tells: within a second. */
export interface ClockOffset {
  readonly memberId: string
  /** Positive: the member's clock is ahead. */
  readonly offsetMs: number
  /** How wrong the offset may be. */
  readonly uncertaintyMs: number
}

/** Everything that the checks look at. */
export interface DiagnosisFacts {
  /** Unix time in ms. */
  readonly nowMs: number
  /** Read with probes. */
  readonly status: ClusterStatus
  /** Absent until they were asked for the first time. */
  readonly metrics?: ClusterMetrics
  /** Whether etcd asks who somebody is. */
  readonly auth: 'on' | 'off' | 'unknown'
  readonly isTls: boolean
  /** Whether a client without a certificate is turned away; absent over plain HTTP, and where it is not known. */
  readonly wantsClientCertificate?: boolean
  /** The certificate that this connection shows to the members. */
  readonly ownCertificate?: Pick<MemberCertificate, 'subject' | 'notAfterMs'>
  /** Absent until they were looked at. */
  readonly clocks?: readonly ClockOffset[]
  /** Unix time in ms from when on each member that is behind now was seen to be, by member id. */
  readonly behindSinceMs: ReadonlyMap<string, number>
}

/** The metrics of a member that told some. */
export function metricsOf({ metrics }: DiagnosisFacts, { id }: MemberRow): MemberMetrics | undefined {
  return metrics?.members.find((each) => each.id === id && !each.failure)
}

/** The quota of a member's database: by its Status (3.6), else by its metrics. */
export function quotaOf(facts: DiagnosisFacts, member: MemberRow): number | undefined {
  return member.quotaBytes ?? metricsOf(facts, member)?.figures.quotaBytes
}
