import type { MemberRow } from '../../shared/contract/cluster'
import { formatId } from '../../shared/etcd/id'
import { toFailure, type Failure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import type { Member } from '../etcd/gen/etcdserverpb/cluster_pb'
import { Maintenance, type StatusResponse } from '../etcd/gen/etcdserverpb/maintenance_pb'

/** How long a member may take to say how it is before it counts as unreachable. */
const statusTimeoutMs = 2_000

/** What one endpoint answered to Status, or why it did not. */
export interface EndpointAnswer {
  readonly endpoint: string
  readonly roundTripMs: number
  readonly status?: StatusResponse
  readonly failure?: Failure
}

/** Asks one endpoint how it is; never throws. */
export async function askEndpoint(
  client: EtcdClient,
  endpoint: string,
  signal: AbortSignal,
): Promise<EndpointAnswer> {
  const begun = performance.now()
  try {
    const status = await client.unary(
      Maintenance.method.status,
      {},
      { signal, endpoint, timeoutMs: statusTimeoutMs },
    )
    return { endpoint, status, roundTripMs: performance.now() - begun }
  } catch (error) {
    return { endpoint, failure: toFailure(error), roundTripMs: performance.now() - begun }
  }
}

function roleOf(member: Member, status: StatusResponse | undefined): MemberRow['role'] {
  if (member.isLearner || status?.isLearner) return 'learner'
  if (!status) return 'unknown'
  return status.leader === member.id ? 'leader' : 'follower'
}

/** One member's row: what the list says of it, with what it answered itself. */
export function toMemberRow(member: Member, answer: EndpointAnswer | undefined): MemberRow {
  const status = answer?.status
  // A member without a leader answers, and can commit nothing.
  const isHealthy = status !== undefined && status.leader !== 0n && status.errors.length === 0
  return {
    id: formatId(member.id),
    name: member.name || formatId(member.id),
    clientUrls: member.clientUrls,
    peerUrls: member.peerUrls,
    role: roleOf(member, status),
    health: status ? (isHealthy ? 'healthy' : 'unhealthy') : 'unreachable',
    endpoint: answer?.endpoint ?? member.clientUrls[0],
    version: status?.version,
    raftTerm: status?.raftTerm,
    raftIndex: status?.raftIndex,
    raftAppliedIndex: status?.raftAppliedIndex,
    dbSizeBytes: status && Number(status.dbSize),
    dbSizeInUseBytes: status && Number(status.dbSizeInUse),
    roundTripMs: status && answer?.roundTripMs,
    errors: status?.errors ?? [],
    failure: answer?.failure,
  }
}
