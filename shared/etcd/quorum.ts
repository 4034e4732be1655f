/** The voting members of a cluster: learners do not count, a member that was added and never started does. */
export interface Voters {
  readonly voters: number
  /** How many of them work. */
  readonly healthy: number
}

/** What raft's majority makes of {@link Voters}. */
export interface QuorumState extends Voters {
  /** How many must agree: more than half of the voters. */
  readonly needed: number
  readonly hasQuorum: boolean
  /** How many more may fail before nothing can be written; 0 without a quorum. */
  readonly tolerates: number
  /** How many more must work until there is a quorum; 0 with one. */
  readonly lacks: number
}

/** Raft's majority: how many of so many voters must agree. Of no voter, one: nobody can agree. */
export function quorumSize(voters: number): number {
  return Math.floor(voters / 2) + 1
}

/** How many failures so many voters survive when all of them work: as many with 4 as with 3. */
export function faultTolerance(voters: number): number {
  return Math.max(0, voters - quorumSize(voters))
}

/** What of the majority there is now. */
export function quorumState({ voters, healthy }: Voters): QuorumState {
  const needed = quorumSize(voters)
  return {
    voters,
    healthy,
    needed,
    hasQuorum: healthy >= needed,
    tolerates: Math.max(0, healthy - needed),
    lacks: Math.max(0, needed - healthy),
  }
}

/** The voters after a new one was added (or promoted); until it works it counts as one that has failed. */
export function withVoter({ voters, healthy }: Voters, isHealthy: boolean): Voters {
  return { voters: voters + 1, healthy: healthy + (isHealthy ? 1 : 0) }
}

/** The voters after one of them was removed. */
export function withoutVoter({ voters, healthy }: Voters, wasHealthy: boolean): Voters {
  return { voters: Math.max(0, voters - 1), healthy: Math.max(0, healthy - (wasHealthy ? 1 : 0)) }
}
