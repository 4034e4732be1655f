import type { ClusterStatus } from '../../../shared/contract/cluster'
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

/** Raft's majority over the voting members: learners do not count. */
export function quorumOf(status: ClusterStatus): Quorum {
  const voting = status.members.filter((member) => member.role !== 'learner')
  const voters = voting.length
  const healthy = voting.filter((member) => member.health === 'healthy').length
  const needed = Math.floor(voters / 2) + 1
  const hasQuorum = healthy >= needed
  const tolerates = Math.max(0, healthy - needed)
  return {
    healthy,
    voters,
    hasQuorum,
    tolerates,
    tone: !hasQuorum ? 'bad' : healthy < voters ? 'warn' : 'ok',
    text: `${hasQuorum ? 'Quorum' : 'No quorum:'} ${healthy} of ${voters}`,
    meaning: hasQuorum
      ? `tolerates ${tolerates === 0 ? 'no failure' : formatCountOf(tolerates, 'failure')}`
      : `nothing can be written until ${formatCountOf(needed - healthy, 'more member')} answer`,
  }
}
