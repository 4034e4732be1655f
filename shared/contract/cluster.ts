import { oc } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { connectionId } from './fields'

/** One member asked at its own endpoint. Figures are absent where it did not answer; `failure` says why. */
export interface MemberRow {
  readonly id: string
  readonly name: string
  readonly clientUrls: readonly string[]
  readonly peerUrls: readonly string[]
  readonly role: 'leader' | 'follower' | 'learner' | 'unknown'
  readonly health: 'healthy' | 'unhealthy' | 'unreachable'
  /** The endpoint this row was asked at. */
  readonly endpoint?: string
  readonly version?: string
  readonly raftTerm?: bigint
  readonly raftIndex?: bigint
  readonly raftAppliedIndex?: bigint
  readonly dbSizeBytes?: number
  readonly dbSizeInUseBytes?: number
  readonly roundTripMs?: number
  readonly errors: readonly string[]
  readonly failure?: Failure
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
  readonly alarms: readonly { readonly memberId: string; readonly alarm: 'NOSPACE' | 'CORRUPT' }[]
  /** Why the whole cluster cannot be asked, when it cannot. */
  readonly failure?: Failure
}

export const clusterContract = {
  /** The cluster's state about once a second while somebody reads; each batch holds the one newest status. */
  watch: oc.input(z.object({ connectionId })).output(pulled<ClusterStatus>()),
}
