import type { ClusterStatus, MemberRow } from '../../../../shared/contract/cluster'
import {
  forgetsLearnerOnUpdate,
  isLastVoter,
  isStarted,
  isVoter,
  lagOf,
  losesPromotionOnUpgrade,
  quorumAfterAdd,
  quorumAfterPromote,
  quorumAfterRemove,
  transferees,
  votersOf,
} from '../../../../shared/etcd/membership'
import { faultTolerance, quorumState, withVoter } from '../../../../shared/etcd/quorum'
import { formatCount } from '../../../ui/format'
import { failures } from '../quorum'
import { columnsOf, type Preview } from './preview'

type Members = Pick<ClusterStatus, 'members'>

const noQuorum = 'The cluster has no quorum: nobody can agree to a change of its members.'

/** The share of the leader's log that a learner needs before etcd promotes it (etcdserver, readyPercentThreshold). */
const readyShare = 0.9

/** What an even number of voters means; undefined for an odd one. */
function evenWords(voters: number): string | undefined {
  if (voters % 2 === 1 || voters < 2) return undefined
  return `${voters} voting members tolerate ${failures(faultTolerance(voters))}, as ${voters - 1} ${voters === 2 ? 'does' : 'do'}: an even number adds no safety.`
}

const compact = (lines: readonly (string | undefined | false)[]) =>
  lines.filter((line) => typeof line === 'string')

const names = (members: readonly MemberRow[]) => members.map(({ name }) => name).join(', ')

const versionsOf = ({ members }: Members) => members.flatMap(({ version }) => version ?? [])

/** Moving leadership to a member. */
export function previewMove({ members }: Members, to: MemberRow | undefined): Preview {
  const leader = members.find(({ role }) => role === 'leader')
  if (!leader) return { facts: [], warnings: [], refusal: 'The cluster has no leader now.' }
  if (!to || transferees(members).length === 0) {
    const refusal = 'No other voting member is healthy: nobody could lead instead.'
    return { facts: [], warnings: [], refusal }
  }
  const lag = lagOf(to, members) ?? 0n
  return {
    facts: [
      `${leader.name} hands over to ${to.name} at once, without waiting for an election. Nothing that was written is lost; a write that is under way may have to be sent again.`,
      `${to.name} is ${lag === 0n ? 'not behind' : `${formatCount(lag)} raft entries behind`}.`,
    ],
    warnings: [],
  }
}

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
      evenWords(change.before.voters + 1),
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

/** How the connection reaches the member that is to be removed, and who is to lead before. */
export interface Removal {
  /** The endpoint in use. */
  readonly used?: string
  readonly endpoints: readonly string[]
  /** Whom leadership is moved to first, where the member leads. */
  readonly heir?: string
}

function reachWords(member: MemberRow, { used, endpoints }: Removal): string | undefined {
  const own = [member.endpoint, ...member.clientUrls]
  if (used === undefined || !own.includes(used)) return undefined
  return endpoints.some((each) => !own.includes(each))
    ? `etcdesk is connected through ${member.name}, and goes on at another endpoint.`
    : `etcdesk is connected through ${member.name}, and this connection has no other endpoint: it will be lost.`
}

/** Taking a member out. */
export function previewRemove(status: Members, member: MemberRow, removal: Removal): Preview {
  const { members } = status
  const change = quorumAfterRemove(members, member)
  const { before, after } = change
  const isDead = member.health !== 'healthy'
  return {
    quorum: isVoter(member) ? columnsOf(change) : undefined,
    refusal: isLastVoter(members, member)
      ? `${member.name} is the last member with a vote: without it there is no cluster.`
      : undefined,
    isRisky: change.leavesNoQuorum,
    facts: compact([
      !isVoter(member) &&
        `${member.name} is a learner: the quorum stays ${before.needed} of ${before.voters}.`,
      isStarted(member)
        ? 'Its process ends by itself. Its data folder stays, and cannot join again: a new member begins with an empty one.'
        : 'It has never started: nothing is lost with it.',
      member.role === 'leader' &&
        removal.heir !== undefined &&
        `${member.name} leads, and hands over to ${removal.heir} first.`,
      isVoter(member) && isDead && 'It does not work: removing it makes the rest no weaker.',
      evenWords(after.voters),
    ]),
    warnings: compact([
      !before.hasQuorum && noQuorum,
      before.hasQuorum &&
        change.leavesNoQuorum &&
        `After it ${after.healthy} of ${after.voters} voting members ${after.healthy === 1 ? 'works' : 'work'} and ${after.needed} are needed: nothing can be written or read consistently, and no member can be added or removed any more.`,
      member.role === 'leader' &&
        removal.heir === undefined &&
        `${member.name} leads: the others elect a new leader, and nothing is written until they have.`,
      reachWords(member, removal),
    ]),
  }
}

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
