import type { ClusterStatus } from '../../shared/contract/cluster'
import type { EtcdClient } from '../etcd/client'
import { ClusterPoll } from './cluster-poll'
import { LeaderHistory } from './leader-history'

/**
 * Asks every member once at its own endpoint, in parallel, and puts the answers together. Never throws: what could not be
 * asked is said in the rows or in `failure`.
 */
export async function askCluster(client: EtcdClient, signal: AbortSignal): Promise<ClusterStatus> {
  return new ClusterPoll(() => new LeaderHistory()).ask(client, false, signal)
}
