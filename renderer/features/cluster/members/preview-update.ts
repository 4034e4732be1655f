import type { MemberRow } from '../../../../shared/contract/cluster'
import { forgetsLearnerOnUpdate, isStarted, isVoter, votersOf } from '../../../../shared/etcd/membership'
import { quorumState } from '../../../../shared/etcd/quorum'
import { failures } from '../quorum'
import type { Preview } from './preview'
import { compact, noQuorum, versionsOf, type Members } from './preview-words'

/** Telling the cluster other peer URLs of a member. */
export function previewUpdate(status: Members, member: MemberRow): Preview {
  const left = quorumState({
    ...votersOf(status.members),
    healthy: votersOf(status.members.filter(({ id }) => id !== member.id)).healthy,
  })
  const isOld = versionsOf(status).some(forgetsLearnerOnUpdate)
  return {
    refusal: quorumState(votersOf(status.members)).hasQuorum ? undefined : noQuorum,
    facts: [
      `The other members dial the new URLs at once. They hold when ${member.name} is started with them: --listen-peer-urls, and --initial-advertise-peer-urls where it has no data yet.`,
    ],
    warnings: compact([
      isVoter(member) &&
        isStarted(member) &&
        (left.hasQuorum
          ? `Until then ${member.name} counts as failed: the cluster tolerates ${failures(left.tolerates)}.`
          : `Until then ${member.name} counts as failed, and the cluster has no quorum without it: nothing can be written.`),
      !isVoter(member) &&
        isOld &&
        `etcd before 3.6.12 forgets that ${member.name} is a learner: it is listed as a voting member, raft gives it no vote, and it can never be promoted. Remove it and add it again with the right URLs instead.`,
    ]),
  }
}
