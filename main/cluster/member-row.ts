import type { MemberRow } from '../../shared/contract/cluster'
import { formatId } from '../../shared/etcd/id'
import type { Member } from '../etcd/gen/etcdserverpb/cluster_pb'
import type { StatusResponse } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { otherErrors } from './alarms'
import { hasAnswered } from './ask-endpoint'
import type { MemberAnswer } from './member-poll'

/** What the other members know that counts for a row. */
export interface RowContext {
  /** Who leads, as most members say; 0: nobody. */
  readonly leader: bigint
  /** What the cluster had committed when it was asked before. */
  readonly committedBefore: bigint
}

function roleOf(member: Member, status: StatusResponse | undefined, leader: bigint): MemberRow['role'] {
  if (member.isLearner || status?.isLearner) return 'learner'
  if (member.id === leader) return 'leader'
  return status ? 'follower' : 'unknown'
}

function healthOf(answer: MemberAnswer | undefined): MemberRow['health'] {
  if (!answer || !hasAnswered(answer)) return 'unreachable'
  const { status, linearizable, serializable } = answer
  // A member without a leader answers, and can commit nothing.
  const complains = status && (status.leader === 0n || otherErrors(status).length > 0)
  const isSilent = linearizable?.isAnswered === false || serializable?.isAnswered === false
  return complains || isSilent ? 'unhealthy' : 'healthy'
}

/** One member's row: what the list says of it, with what it answered itself. */
export function toMemberRow(
  member: Member,
  answer: MemberAnswer | undefined,
  { leader, committedBefore }: RowContext,
): MemberRow {
  const status = answer?.status
  const isDenied = answer?.failure?.code === 'denied'
  const quota = Number(status?.dbSizeQuota ?? 0)
  return {
    id: formatId(member.id),
    name: member.name || formatId(member.id),
    clientUrls: member.clientUrls,
    peerUrls: member.peerUrls,
    role: roleOf(member, status, leader),
    health: healthOf(answer),
    isCatchingUp: status !== undefined && status.raftAppliedIndex < committedBefore,
    endpoint: answer?.endpoint ?? member.clientUrls[0],
    version: status?.version,
    storageVersion: status?.storageVersion || undefined,
    raftTerm: status?.raftTerm,
    raftIndex: status?.raftIndex,
    raftAppliedIndex: status?.raftAppliedIndex,
    dbSizeBytes: status && Number(status.dbSize),
    dbSizeInUseBytes: status && Number(status.dbSizeInUse),
    quotaBytes: quota > 0 ? quota : undefined,
    roundTripMs: status && answer?.roundTripMs,
    linearizable: answer?.linearizable,
    serializable: answer?.serializable,
    certificate: answer?.certificate,
    errors: status ? otherErrors(status) : [],
    hidden: isDenied ? answer.failure : undefined,
    failure: isDenied ? undefined : answer?.failure,
  }
}
