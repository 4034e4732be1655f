import type { ClusterStatus, MemberRow } from '../../shared/contract/cluster'
import type { MemberSize } from '../../shared/contract/maintenance'
import { FailureError } from '../../shared/failure'
import { askCluster } from '../cluster/ask-cluster'
import type { EtcdClient } from '../etcd/client'

/** Every member, asked at its own endpoint now. Throws the failure when nobody can list the members. */
export async function readCluster(client: EtcdClient, signal: AbortSignal): Promise<ClusterStatus> {
  const status = await askCluster(client, signal)
  if (status.members.length === 0 && status.failure) throw new FailureError(status.failure)
  return status
}

/** A member's address; empty where it has none, as one that was never started. */
export const endpointOf = (member: MemberRow): string => member.endpoint ?? member.clientUrls[0] ?? ''

/** The database sizes of those that answered. */
export function sizesOf({ members }: ClusterStatus): readonly MemberSize[] {
  return members.flatMap((member) => {
    const { id, name, dbSizeBytes, dbSizeInUseBytes } = member
    if (dbSizeBytes === undefined || dbSizeInUseBytes === undefined) return []
    return [{ id, name, endpoint: endpointOf(member), dbSizeBytes, dbSizeInUseBytes }]
  })
}

/**
 * Whether a member may be asked for more than how it is: a learner answers Status and serializable reads alone
 * (isRPCSupportedForLearner in server/etcdserver/api/v3rpc/util.go).
 */
export const servesMaintenance = ({ role }: Pick<MemberRow, 'role'>): boolean => role !== 'learner'
