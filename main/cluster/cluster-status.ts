import type { ClusterStatus, MemberRow } from '../../shared/contract/cluster'
import { formatId } from '../../shared/etcd/id'
import { toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Cluster, type MemberListResponse } from '../etcd/gen/etcdserverpb/cluster_pb'
import { AlarmType, Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { askEndpoint, toMemberRow, type EndpointAnswer } from './member-row'

const askTimeoutMs = 2_000

/** The member list as any member knows it, or undefined when nobody answers or may answer. */
export async function listMembers(client: EtcdClient, signal: AbortSignal): Promise<MemberListResponse> {
  return client.unary(Cluster.method.memberList, { linearizable: false }, { signal, timeoutMs: askTimeoutMs })
}

/** The whole cluster's alarms, as any one member knows them. */
async function listAlarms(
  client: EtcdClient,
  endpoint: string | undefined,
  signal: AbortSignal,
): Promise<ClusterStatus['alarms']> {
  if (endpoint === undefined) return []
  try {
    const { alarms } = await client.unary(
      Maintenance.method.alarm,
      {},
      { signal, endpoint, timeoutMs: askTimeoutMs },
    )
    return alarms.map((each) => ({
      memberId: formatId(each.memberId),
      alarm: each.alarm === AlarmType.CORRUPT ? 'CORRUPT' : 'NOSPACE',
    }))
  } catch {
    // Without the right to ask, or without a quorum, there is nothing to show; the members' rows tell the rest.
    return []
  }
}

/** Which answer is a member's own: by the member id in the answer's header, else by the address it was asked at. */
function answersByMember(
  list: MemberListResponse,
  answers: readonly EndpointAnswer[],
): Map<bigint, EndpointAnswer> {
  const found = new Map<bigint, EndpointAnswer>()
  for (const answer of answers) {
    const id = answer.status?.header?.memberId
    const member = list.members.find((each) =>
      id === undefined ? each.clientUrls.includes(answer.endpoint) : each.id === id,
    )
    if (member && (!found.has(member.id) || answer.status)) found.set(member.id, answer)
  }
  return found
}

function summary(rows: readonly MemberRow[], answers: readonly EndpointAnswer[]): Partial<ClusterStatus> {
  const statuses = answers.flatMap(({ status }) => (status ? [status] : []))
  const leader = rows.find((each) => each.role === 'leader')
  const best =
    answers.find((each) => each.status && each.endpoint === leader?.endpoint) ??
    answers.find((each) => each.status)
  const max = (values: readonly bigint[]) =>
    values.reduce<bigint | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined)
  const quota = Math.max(0, ...statuses.map((each) => Number(each.dbSizeQuota)))
  return {
    leaderId: leader?.id,
    raftTerm: max(statuses.map((each) => each.raftTerm)),
    revision: max(statuses.flatMap((each) => (each.header ? [each.header.revision] : []))),
    roundTripMs: best?.roundTripMs,
    dbSizeBytes: best?.status && Number(best.status.dbSize),
    version: best?.status?.version,
    quotaBytes: quota > 0 ? quota : undefined,
  }
}

/**
 * Asks every member at its own endpoint, in parallel, and puts the answers together. `known` is the last member
 * list: it is used while nobody can give a new one, so that a cluster without quorum still shows its members.
 * Never throws: what could not be asked is said in the rows or in `failure`.
 */
export async function clusterStatus(
  client: EtcdClient,
  known: MemberListResponse | undefined,
  signal: AbortSignal,
): Promise<{ status: ClusterStatus; list: MemberListResponse | undefined }> {
  const [list, ...configured] = await Promise.all([
    listMembers(client, signal).catch(toFailure),
    ...client.endpoints.map((endpoint) => askEndpoint(client, endpoint, signal)),
  ])
  const members = 'members' in list ? list : known
  const failure = 'members' in list ? undefined : list
  if (!members) return { status: { clusterId: '', members: [], alarms: [], failure }, list: undefined }

  const first = answersByMember(members, configured)
  const missing = members.members.filter((each) => !first.has(each.id) && each.clientUrls.length > 0)
  const advertised = await Promise.all(
    missing.map((each) => askEndpoint(client, each.clientUrls[0] ?? '', signal)),
  )
  const answers = [...configured, ...advertised]
  const byMember = answersByMember(members, answers)
  const alarms = await listAlarms(client, answers.find((each) => each.status)?.endpoint, signal)
  const rows = members.members
    .map((member) => toMemberRow(member, byMember.get(member.id)))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  return {
    status: {
      clusterId: formatId(members.header?.clusterId ?? 0n),
      members: rows,
      alarms,
      failure,
      ...summary(rows, answers),
    },
    list: members,
  }
}
