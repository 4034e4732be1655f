import type { MemberRow } from '../../../../shared/contract/cluster'
import {
  isStarted,
  isVoter,
  lagOf,
  losesPromotionOnUpgrade,
  quorumAfterAdd,
  quorumAfterPromote,
  votersOf,
} from '../../../../shared/etcd/membership'
import { quorumState, withVoter } from '../../../../shared/etcd/quorum'
import { formatCount } from '../../../ui/format'
import { columnsOf, type Preview } from './preview'
import { compact, evenWords, names, noQuorum, onceItVotes, versionsOf, type Members } from './preview-words'

/** The share of the leader's log that a learner needs before etcd promotes it (etcdserver, readyPercentThreshold). */
const readyShare = 0.9

/** Adding a member. */
export function previewAdd(status: Members, isLearner: boolean): Preview {
  const { members } = status
  const change = quorumAfterAdd(members, isLearner)
  const runs = quorumState(withVoter(votersOf(members), true))
  const away = members.filter((each) => isVoter(each) && isStarted(each) && each.health !== 'healthy')
  const waiting = members.filter((each) => !isStarted(each))
  const learners = members.filter((each) => !isVoter(each))
  return {
    quorum: isLearner ? undefined : columnsOf(change, runs),
    refusal: change.before.hasQuorum ? undefined : noQuorum,
    isRisky: change.leavesNoQuorum,
    facts: compact([
      isLearner &&
        `A learner gets every write and has no vote: the quorum stays ${change.before.needed} of ${change.before.voters}. When it has caught up it is promoted.`,
      onceItVotes(change.before.voters + 1, isLearner),
    ]),
    warnings: compact([
      !isLearner &&
        'A voting member counts from the moment it is added: until it runs and has caught up, it is one that has failed. A learner is the safer way.',
      change.leavesNoQuorum &&
        change.before.hasQuorum &&
        `Until it runs only ${change.after.healthy} of ${change.after.voters} voting members work and ${change.after.needed} are needed: nothing can be written, and it cannot be taken back.`,
      away.length > 0 &&
        `${names(away)} ${away.length === 1 ? 'does' : 'do'} not work: etcd refuses a new member while not all voting members are connected, unless it runs with --strict-reconfig-check=false.`,
      waiting.length > 0 &&
        `${names(waiting)} was added and has never started: start or remove it before another is added.`,
      isLearner &&
        learners.length > 0 &&
        `${names(learners)} is a learner already: etcd takes one at a time, unless --max-learners says otherwise.`,
    ]),
  }
}

function promoteRefusal(status: Members, member: MemberRow, hasQuorum: boolean): string | undefined {
  if (isVoter(member)) return `${member.name} has a vote already.`
  if (!hasQuorum) return noQuorum
  if (!isStarted(member)) return `${member.name} has never started: start it, and let it catch up.`
  if (member.health === 'unreachable') {
    const why = member.failure ? ` ${member.failure.message}` : ''
    return `${member.name} does not answer, so it cannot have caught up.${why}`
  }
  const most = status.members.reduce((top, { raftIndex = 0n }) => (raftIndex > top ? raftIndex : top), 0n)
  const has = member.raftAppliedIndex ?? member.raftIndex ?? 0n
  if (Number(has) >= Number(most) * readyShare) return undefined
  return `${member.name} has ${formatCount(has)} of ${formatCount(most)} raft entries: etcd promotes a learner that has 90 % of them. It catches up by itself.`
}

/** Giving a learner a vote. */
export function previewPromote(status: Members, member: MemberRow): Preview {
  const change = quorumAfterPromote(status.members, member)
  const lag = lagOf(member, status.members)
  const old = versionsOf(status).find(losesPromotionOnUpgrade)
  return {
    quorum: columnsOf(change),
    refusal: promoteRefusal(status, member, change.before.hasQuorum),
    facts: compact([
      lag !== undefined &&
        (lag === 0n
          ? `${member.name} has caught up with the leader.`
          : `${member.name} is ${formatCount(lag)} raft entries behind the leader.`),
      evenWords(change.after.voters),
    ]),
    warnings: compact([
      old !== undefined &&
        `etcd ${old} does not write a promotion to the store that 3.6 reads (3.5.1 to 3.5.19): upgrade through 3.5.26 or later before you go to 3.6.`,
    ]),
  }
}
