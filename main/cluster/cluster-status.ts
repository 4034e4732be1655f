import type { ClusterStatus } from '../../shared/contract/cluster'
import type { EtcdClient } from '../etcd/client'
import { askCluster } from './ask-cluster'

export { listMembers } from './list-members'

/** See {@link askCluster}. */
export async function clusterStatus(
  client: EtcdClient,
  _known: undefined,
  signal: AbortSignal,
): Promise<{ status: ClusterStatus }> {
  return { status: await askCluster(client, signal) }
}
