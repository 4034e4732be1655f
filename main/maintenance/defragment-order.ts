import type { MemberRow } from '../../shared/contract/cluster'
import { quorumSize } from '../../shared/etcd/quorum'

/** What the order depends on. */
export type Ordered = Pick<MemberRow, 'id' | 'name' | 'role'>

const turns: Readonly<Record<MemberRow['role'], number>> = { follower: 0, unknown: 0, leader: 1, learner: 2 }

/** Followers first, then the leader: its pause stops every write. Learners come after all that are taken. */
export function defragmentOrder<T extends Ordered>(members: readonly T[]): readonly T[] {
  return [...members].sort(
    (a, b) =>
      turns[a.role] - turns[b.role] ||
      a.name.localeCompare(b.name, 'en', { numeric: true }) ||
      (a.id < b.id ? -1 : 1),
  )
}

/**
 * Why taking one member away for a while cannot be risked; undefined where it can. With one voter or two there is
 * nothing to spare at any time: then it only blocks, which is for the person to decide.
 */
export function obstacleOf(
  members: readonly (Pick<MemberRow, 'name' | 'role'> & { readonly isWell: boolean })[],
): string | undefined {
  const voters = members.filter(({ role }) => role !== 'learner')
  const ill = voters.filter(({ isWell }) => !isWell).map(({ name }) => name)
  if (ill.length === 0) return undefined
  const who = `${ill.join(', ')} ${ill.length === 1 ? 'is' : 'are'} not well`
  if (voters.length <= 2) return `${who}: the cluster has no quorum.`
  const quorum = quorumSize(voters.length)
  const well = voters.length - ill.length
  if (well > quorum) return undefined
  return `${who}: with ${well} of ${voters.length} members, none can be spared (the quorum is ${quorum}).`
}
