import { oc } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { connectionId } from './fields'

/**
 * A read of one key at one member: `linearizable` needs the quorum, `serializable` only the member itself. That this user
 * may not read the key is an answer as well.
 */
export interface ReadProbe {
  readonly isAnswered: boolean
  readonly isDenied: boolean
  /** Until the answer, or until it was given up. */
  readonly latencyMs: number
  /** Why it was not answered. */
  readonly failure?: Failure
}

/** The certificate that a member shows to clients. Times are Unix times in ms. */
export interface MemberCertificate {
  readonly subject: string
  readonly issuer: string
  /** Its subjectAltName as OpenSSL prints it. */
  readonly names: string
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** One member asked at its own endpoint. Figures are absent where it did not answer; `failure` says why. */
export interface MemberRow {
  readonly id: string
  readonly name: string
  readonly clientUrls: readonly string[]
  readonly peerUrls: readonly string[]
  /** The leader is who the members of the newest term follow. Unknown where the member did not tell. */
  readonly role: 'leader' | 'follower' | 'learner' | 'unknown'
  /**
   * `healthy`: it answers, knows a leader, and answered the probes that were made. `unhealthy`: it answers, and one of
   * these is not so. `unreachable`: it does not answer. A raised alarm is told in the cluster's `alarms`, not here.
   */
  readonly health: 'healthy' | 'unhealthy' | 'unreachable'
  /** It has not applied what the cluster had committed when it was asked before, about a second earlier. */
  readonly isCatchingUp: boolean
  /** The endpoint this row was asked at. */
  readonly endpoint?: string
  readonly version?: string
  /** The schema of its database file, e.g. `3.6.0` (3.6 and later). */
  readonly storageVersion?: string
  readonly raftTerm?: bigint
  /** Up to where the member knows the log to be committed. */
  readonly raftIndex?: bigint
  readonly raftAppliedIndex?: bigint
  readonly dbSizeBytes?: number
  readonly dbSizeInUseBytes?: number
  /** Where the member tells it (3.6 and later). */
  readonly quotaBytes?: number
  /** How long its Status took. */
  readonly roundTripMs?: number
  /** While somebody reads with probes. A learner is asked for serializable reads only: it refuses others. */
  readonly linearizable?: ReadProbe
  readonly serializable?: ReadProbe
  /** Over TLS, while somebody reads with probes. */
  readonly certificate?: MemberCertificate
  /** What the member complains of in its Status, alarms left out. */
  readonly errors: readonly string[]
  /** It answers, but this user may not see its Status (`denied`: 3.5.28 and later, 3.6.9 to 3.6.11 want the role root). */
  readonly hidden?: Failure
  readonly failure?: Failure
}

/** Who led, from when on it was seen. */
export interface LeaderSpell {
  readonly term: bigint
  /** Absent while the members knew of no leader. */
  readonly memberId?: string
  readonly name?: string
  /** Unix time in ms. */
  readonly sinceMs: number
  /** True where it had begun before anybody looked. */
  readonly isOlder: boolean
}

export interface ClusterStatus {
  readonly clusterId: string
  readonly members: readonly MemberRow[]
  readonly leaderId?: string
  readonly raftTerm?: bigint
  /** The highest revision a member reported. */
  readonly revision?: bigint
  /** The lowest revision that can still be read; absent while unknown. 1 means: nothing was compacted yet. */
  readonly compactRevision?: bigint
  readonly roundTripMs?: number
  readonly dbSizeBytes?: number
  /** The backend quota where the server tells it (3.6 and later). */
  readonly quotaBytes?: number
  readonly version?: string
  /** Raised alarms; empty as well while nobody may or can tell them. One may name no member (`unnamedMember`). */
  readonly alarms: readonly { readonly memberId: string; readonly alarm: 'NOSPACE' | 'CORRUPT' }[]
  readonly areAlarmsKnown: boolean
  /** As seen while the app looked, newest first, at most 50. */
  readonly leaders: readonly LeaderSpell[]
  /** Why the whole cluster cannot be asked, when it cannot. */
  readonly failure?: Failure
}

export const clusterContract = {
  /**
   * The cluster's state about once a second while somebody reads; each batch holds the one newest status. With `probes` each
   * member is also asked to read a key, and for its certificate; all readers of a connection then see what they said.
   */
  watch: oc
    .input(z.object({ connectionId, probes: z.boolean().default(false) }))
    .output(pulled<ClusterStatus>()),
}
