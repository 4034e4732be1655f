import type { MemberRow } from '../../../../shared/contract/cluster'
import { isLastVoter, isStarted, isVoter, quorumAfterRemove } from '../../../../shared/etcd/membership'
import { columnsOf, type Preview } from './preview'
import { compact, evenWords, noQuorum, type Members } from './preview-words'

/** How the connection reaches the member that is to be removed, and who is to lead before. */
export interface Removal {
  /** The endpoint in use. */
  readonly used?: string
  readonly endpoints: readonly string[]
  /** Whom leadership is moved to first, where the member leads. */
  readonly heir?: string
  /** Its process is ours: it is ended, and what becomes of its data is asked for. */
  readonly isLocal?: boolean
}

function reachWords(member: MemberRow, { used, endpoints }: Removal): string | undefined {
  const own = [member.endpoint, ...member.clientUrls]
  if (used === undefined || !own.includes(used)) return undefined
  return endpoints.some((each) => !own.includes(each))
    ? `etcdesk is connected through ${member.name}, and goes on at another endpoint.`
    : `etcdesk is connected through ${member.name}, and this connection has no other endpoint: it will be lost.`
}

function endWords(member: MemberRow, { isLocal }: Removal): string {
  if (!isStarted(member)) return 'It has never started: nothing is lost with it.'
  if (isLocal) return 'Its process on this machine is ended.'
  return 'Its process ends by itself. Its data folder stays, and cannot join again: a new member begins with an empty one.'
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
      endWords(member, removal),
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
