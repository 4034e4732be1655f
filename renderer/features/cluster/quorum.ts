import type { ClusterStatus } from '../../../shared/contract/cluster'
import { isVoter, votersOf } from '../../../shared/etcd/membership'
import { quorumState } from '../../../shared/etcd/quorum'
import { formatCountOf } from '../../ui/format'

export interface Quorum {
  readonly tone: 'ok' | 'warn' | 'bad'
  /** `Quorum 3 of 3`, `No quorum: 1 of 3`. */
  readonly text: string
  /** `tolerates 1 failure`, `nothing can be written until 1 more member answers`. */
  readonly meaning: string
}

/**
 * The quorum of a cluster in words: learners do not count. Without a quorum nobody is healthy; then those that answer
 * count, for they are there when others come back.
 */
export function quorumOf(status: ClusterStatus): Quorum {
  const working = quorumState(votersOf(status.members))
  if (working.hasQuorum) {
    const { healthy, voters, tolerates } = working
    const tone = healthy < voters ? 'warn' : 'ok'
    return { tone, text: `Quorum ${healthy} of ${voters}`, meaning: `tolerates ${failures(tolerates)}` }
  }
  const answering = status.members.filter((member) => isVoter(member) && member.health !== 'unreachable')
  const { healthy, voters, hasQuorum, lacks } = quorumState({
    voters: working.voters,
    healthy: answering.length,
  })
  if (hasQuorum)
    return {
      ...{ tone: 'bad', text: `No leader: ${healthy} of ${voters} answer` },
      meaning: 'nothing can be written until the members agree on a leader',
    }
  return {
    ...{ tone: 'bad', text: `No quorum: ${healthy} of ${voters}` },
    meaning: `nothing can be written until ${formatCountOf(lacks, 'more member')} answer${lacks === 1 ? 's' : ''}`,
  }
}

/** `no failure`, `1 failure`, `2 failures`. */
export function failures(count: number): string {
  return count === 0 ? 'no failure' : formatCountOf(count, 'failure')
}
