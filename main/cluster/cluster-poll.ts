import type { ClusterStatus } from '../../shared/contract/cluster'
import { formatId } from '../../shared/etcd/id'
import { isStarted } from '../../shared/etcd/membership'
import { toFailure, type Failure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import type { Member, MemberListResponse } from '../etcd/gen/etcdserverpb/cluster_pb'
import { askAlarms, type Alarms } from './alarms'
import { Asked, settledWithin } from './asked'
import { findCompactRevision } from './compact-revision'
import type { LeaderHistory } from './leader-history'
import { listMembers } from './list-members'
import { hasAnswered } from './ask-endpoint'
import { MemberPoll, type MemberAnswer } from './member-poll'
import { toMemberRow } from './member-row'
import { committedOf, leaderOf, statusesOf, summarize } from './summary'

/** How long a round waits for all to answer. What is late is in the round after it. */
const patienceMs = 600
const firstPatienceMs = 2_500
/** Asking for alarms by their own request writes to the log. */
const alarmsEveryMs = 60_000

/** Which answer is a member's own: by the member id in the answer's header, else by the address it was asked at. */
export function answersByMember(
  members: readonly Member[],
  answers: readonly MemberAnswer[],
): ReadonlyMap<bigint, MemberAnswer> {
  const found = new Map<bigint, MemberAnswer>()
  for (const answer of answers) {
    const id = answer.status?.header?.memberId
    const member = members.find((each) =>
      id === undefined ? each.clientUrls.includes(answer.endpoint) : each.id === id,
    )
    if (member && (!found.has(member.id) || hasAnswered(answer))) found.set(member.id, answer)
  }
  return found
}

/**
 * What is known of one cluster, renewed round by round: every member is asked at its own endpoint, all at the same time.
 * The last member list is used while nobody can give a new one, so that a cluster without quorum still shows its members,
 * and the last figures stay while nobody answers; the rows say that they are not new.
 */
export class ClusterPoll {
  readonly #list = new Asked<MemberListResponse | Failure>()
  readonly #compactRevision = new Asked<bigint>()
  readonly #askedAlarms = new Asked<Alarms>()
  readonly #polls = new Map<string, MemberPoll>()
  #members: MemberListResponse | undefined
  #known: Partial<ClusterStatus> = {}
  #committed = 0n
  #alarmsAskedAt = -Infinity

  constructor(private readonly leadersOf: (clusterId: string) => LeaderHistory) {}

  /**
   * Asks every member once, and resolves with what is known then. Never throws: what could not be asked is said in the rows or
   * in `failure`.
   */
  async ask(client: EtcdClient, probes: boolean, signal: AbortSignal): Promise<ClusterStatus> {
    const patience = this.#list.answer ? patienceMs : firstPatienceMs
    const ask = (endpoint: string) => this.#askEndpoint(client, endpoint, { probes, signal })
    // One that still owes its last answer is asked when it has given it, and nobody waits for it.
    const isFree = (endpoint: string) => !this.#polls.get(endpoint)?.isAwaited
    const list = this.#list.askIfFree(() => listMembers(client, signal).catch(toFailure))
    await settledWithin([list, ...this.#endpoints(client).filter(isFree).map(ask)], patience, signal)
    const answer = this.#list.answer
    if (answer && 'members' in answer) this.#members = answer
    const missing = this.#endpoints(client).filter((endpoint) => !this.#polls.get(endpoint)?.answer)
    if (missing.length > 0) await settledWithin(missing.map(ask), patience, signal)
    return this.#status()
  }

  /** {@link ask}, and what takes a look at that first: the compacted revision, and alarms where Status is hidden. */
  async round(client: EtcdClient, probes: boolean, signal: AbortSignal): Promise<ClusterStatus> {
    const status = await this.ask(client, probes, signal)
    const afterwards = this.#afterwards(client, status, signal)
    // Later rounds tell what the one before them found: who leads is not to wait for it.
    if (this.#compactRevision.answer === undefined) await settledWithin(afterwards, patienceMs, signal)
    return { ...status, compactRevision: this.#compactRevision.answer }
  }

  /** The client's endpoints, and of members that none of them is, the first they advertise. */
  #endpoints(client: EtcdClient): readonly string[] {
    const configured = client.endpoints
    const members = this.#members?.members ?? []
    const first = answersByMember(members, this.#answers(configured))
    const advertised = members.flatMap(({ id, clientUrls }) => (first.has(id) ? [] : clientUrls.slice(0, 1)))
    return [...new Set([...configured, ...advertised])]
  }

  #answers(endpoints: Iterable<string>): readonly MemberAnswer[] {
    return [...endpoints].flatMap((endpoint) => this.#polls.get(endpoint)?.answer ?? [])
  }

  #askEndpoint(
    client: EtcdClient,
    endpoint: string,
    { probes, signal }: { probes: boolean; signal: AbortSignal },
  ) {
    const poll = this.#polls.get(endpoint) ?? new MemberPoll(endpoint)
    this.#polls.set(endpoint, poll)
    const listed = this.#members?.members.find(({ clientUrls }) => clientUrls.includes(endpoint))
    return poll.ask(client, { probes, isLearner: listed?.isLearner ?? false, signal })
  }

  #status(): ClusterStatus {
    const list = this.#list.answer
    const failure = list && 'members' in list ? undefined : list
    const clusterId = formatId(this.#members?.header?.clusterId ?? 0n)
    const answers = this.#answers(this.#polls.keys())
    const byMember = answersByMember(this.#members?.members ?? [], answers)
    const own = [...byMember.values()]
    const statuses = statusesOf(own)
    const context = { leader: leaderOf(statuses), committedBefore: this.#committed }
    const rows = (this.#members?.members ?? [])
      .map((member) => toMemberRow(member, byMember.get(member.id), context))
      .sort(
        // A member that never started has no name yet: it comes last.
        (a, b) =>
          Number(!isStarted(a)) - Number(!isStarted(b)) ||
          a.name.localeCompare(b.name, 'en', { numeric: true }),
      )
    this.#committed = committedOf(statuses)
    const summary = summarize(own)
    if (statuses.length > 0) this.#known = summary
    const { leaderId, raftTerm } = summary
    const leaders = this.leadersOf(clusterId)
    const name = rows.find(({ id }) => id === leaderId)?.name
    if (raftTerm !== undefined)
      leaders.observe({ term: raftTerm, memberId: leaderId, name: leaderId && name }, Date.now())
    const alarms = summary.alarms ?? this.#askedAlarms.answer
    return {
      ...this.#known,
      clusterId: this.#members ? clusterId : '',
      members: rows,
      leaderId,
      alarms: alarms ?? [],
      areAlarmsKnown: alarms !== undefined,
      leaders: leaders.spells,
      failure,
    }
  }

  #afterwards(
    client: EtcdClient,
    { revision: current, members }: ClusterStatus,
    signal: AbortSignal,
  ): readonly Promise<void>[] {
    const asks: Promise<void>[] = []
    if (current !== undefined) {
      const search = { floor: this.#compactRevision.answer ?? 1n, current, signal }
      const find = () => findCompactRevision(client, search).catch(() => undefined)
      asks.push(this.#compactRevision.ask(find))
    }
    const hidden = members.find((member) => member.hidden)?.endpoint
    const now = performance.now()
    if (hidden !== undefined && now - this.#alarmsAskedAt >= alarmsEveryMs) {
      this.#alarmsAskedAt = now
      asks.push(this.#askedAlarms.ask(() => askAlarms(client, hidden, signal)))
    }
    return asks
  }
}
