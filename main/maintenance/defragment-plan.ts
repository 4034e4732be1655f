import type { MemberRow } from '../../shared/contract/cluster'
import type { DefragmentPlan } from '../../shared/contract/maintenance'
import type { EtcdClient } from '../etcd/client'
import { defragmentOrder, obstacleOf } from './defragment-order'
import { endpointOf, readCluster } from './read-cluster'

/** Answers, and reports nothing but a full database, if anything. */
export function isWell({ health, errors }: Pick<MemberRow, 'health' | 'errors'>): boolean {
  if (health === 'healthy') return true
  return health === 'unhealthy' && errors.length > 0 && errors.every((error) => error.includes('NOSPACE'))
}

/** See the contract's `defragmentPlan`. */
export async function planDefragment(client: EtcdClient, signal: AbortSignal): Promise<DefragmentPlan> {
  const { members } = await readCluster(client, signal)
  return {
    members: defragmentOrder(members).map((member) => ({
      id: member.id,
      name: member.name,
      endpoint: endpointOf(member),
      role: member.role,
      dbSizeBytes: member.dbSizeBytes,
      dbSizeInUseBytes: member.dbSizeInUseBytes,
      failure: member.failure,
    })),
    voters: members.filter(({ role }) => role !== 'learner').length,
    obstacle: obstacleOf(members.map((member) => ({ ...member, isWell: isWell(member) }))),
  }
}
