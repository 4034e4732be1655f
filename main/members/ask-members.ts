import type { MemberRow } from '../../shared/contract/cluster'
import { FailureError } from '../../shared/failure'
import { clusterStatus } from '../cluster/cluster-status'
import type { EtcdClient } from '../etcd/client'

/** Every member, asked now at its own endpoint. Throws the failure when nobody can list them. */
export async function askMembers(client: EtcdClient, signal: AbortSignal): Promise<readonly MemberRow[]> {
  const { status } = await clusterStatus(client, undefined, signal)
  if (status.members.length === 0 && status.failure) throw new FailureError(status.failure)
  return status.members
}
