import type { ClusterStatus } from '../../../shared/contract/cluster'
import { votersOf } from '../../../shared/etcd/membership'
import { quorumState } from '../../../shared/etcd/quorum'
import { formatCountOf } from '../../ui/format'

export interface Quorum {
  readonly healthy: number
  readonly voters: number
  readonly hasQuorum: boolean
  /** How many more members may fail before nothing can be written. */
  readonly tolerates: number
  readonly tone: 'ok' | 'warn' | 'bad'
  /** `Quorum 3 of 3`, `No quorum: 1 of 3`. */
  readonly text: string
  /** `tolerates 1 failure`, `writes fail until 1 more member is back`. */
  readonly meaning: string
}

/** The quorum of a cluster in words: learners do not count. */
export function quorumOf(status: ClusterStatus): Quorum {
  const state = quorumState(votersOf(status.members))
  const { healthy, voters, hasQuorum, tolerates, lacks } = state
  return {
    healthy,
    voters,
    hasQuorum,
    tolerates,
    tone: !hasQuorum ? 'bad' : healthy < voters ? 'warn' : 'ok',
    text: `${hasQuorum ? 'Quorum' : 'No quorum:'} ${healthy} of ${voters}`,
    meaning: hasQuorum
      ? `tolerates ${failures(tolerates)}`
      : `nothing can be written until ${formatCountOf(lacks, 'more member')} answer`,
  }
}

/** `no failure`, `1 failure`, `2 failures`. */
export function failures(count: number): string {
  return count === 0 ? 'no failure' : formatCountOf(count, 'failure')
}
