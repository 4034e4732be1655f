import { quorumState, withoutVoter, withVoter, type QuorumState, type Voters } from './quorum'
import { compareVersions, parseVersion } from './version'

/** What of a member counts for a change of the membership. */
export interface MemberFacts {
  readonly id: string
  readonly name: string
  readonly role: 'leader' | 'follower' | 'learner' | 'unknown'
  readonly health: 'healthy' | 'unhealthy' | 'unreachable'
  readonly clientUrls: readonly string[]
  readonly raftIndex?: bigint
  readonly raftAppliedIndex?: bigint
  readonly version?: string
}

/** False for a member that was added and never started: it publishes its name and client URLs at its first start. */
export function isStarted(member: Pick<MemberFacts, 'clientUrls'>): boolean {
  return member.clientUrls.length > 0
}

/** True for a member with a vote. */
export function isVoter(member: Pick<MemberFacts, 'role'>): boolean {
  return member.role !== 'learner'
}

/** The voters among the members. */
export function votersOf(members: readonly Pick<MemberFacts, 'role' | 'health'>[]): Voters {
  const voting = members.filter(isVoter)
  return { voters: voting.length, healthy: voting.filter(({ health }) => health === 'healthy').length }
}

/** How far a member is behind the furthest one, in raft entries applied; undefined where it does not say. */
export function lagOf(member: MemberFacts, members: readonly MemberFacts[]): bigint | undefined {
  const applied = member.raftAppliedIndex ?? member.raftIndex
  if (applied === undefined) return undefined
  const most = members.reduce((top, { raftIndex = 0n }) => (raftIndex > top ? raftIndex : top), 0n)
  return most > applied ? most - applied : 0n
}

/** Who could lead: voters that are healthy and do not lead now, the one with the least lag first. */
export function transferees<M extends MemberFacts>(members: readonly M[]): readonly M[] {
  const lag = (member: M) => lagOf(member, members) ?? 0n
  return members
    .filter(({ role, health }) => role === 'follower' && health === 'healthy')
    .sort((a, b) => (lag(a) < lag(b) ? -1 : lag(a) > lag(b) ? 1 : 0))
}

/** What a change of the membership makes of the quorum. */
export interface QuorumChange {
  readonly before: QuorumState
  readonly after: QuorumState
  /** After it too few of the voters work: nothing can be written until more do. */
  readonly leavesNoQuorum: boolean
}

function change(before: Voters, after: Voters): QuorumChange {
  const left = quorumState(after)
  return { before: quorumState(before), after: left, leavesNoQuorum: !left.hasQuorum }
}

/** Adding a member: a voter counts as failed until it runs, a learner changes nothing. */
export function quorumAfterAdd(members: readonly MemberFacts[], isLearner: boolean): QuorumChange {
  const before = votersOf(members)
  return change(before, isLearner ? before : withVoter(before, false))
}

/** Promoting a learner. */
export function quorumAfterPromote(
  members: readonly MemberFacts[],
  learner: Pick<MemberFacts, 'health'>,
): QuorumChange {
  const before = votersOf(members)
  return change(before, withVoter(before, learner.health === 'healthy'))
}

/** Removing a member. */
export function quorumAfterRemove(
  members: readonly MemberFacts[],
  member: Pick<MemberFacts, 'role' | 'health'>,
): QuorumChange {
  const before = votersOf(members)
  return change(before, isVoter(member) ? withoutVoter(before, member.health === 'healthy') : before)
}

/** True for the only member with a vote: without it there is no cluster. */
export function isLastVoter(members: readonly MemberFacts[], member: Pick<MemberFacts, 'role'>): boolean {
  return isVoter(member) && votersOf(members).voters === 1
}

/**
 * True when MemberUpdate makes the member list forget that a member is a learner while raft goes on treating it as
 * one: it can then not be promoted any more (etcd-io/etcd issue 21694). Repaired in 3.6.12; for 3.5, where the repair
 * came late, every version counts.
 */
export function forgetsLearnerOnUpdate(version: string): boolean {
  const parsed = parseVersion(version)
  return parsed !== undefined && compareVersions(parsed, { major: 3, minor: 6, patch: 12 }) < 0
}

/**
 * True for 3.5.1 to 3.5.19, which do not write a promotion to the store that 3.6 reads: an upgrade to 3.6 may then
 * fail or find learners again (etcd-io/etcd issue 19557).
 */
export function losesPromotionOnUpgrade(version: string): boolean {
  const parsed = parseVersion(version)
  return parsed?.major === 3 && parsed.minor === 5 && parsed.patch >= 1 && parsed.patch <= 19
}
