import type { ClusterStatus, MemberRow } from '../../shared/contract/cluster'
import type { DefragmentPlan } from '../../shared/contract/maintenance'
import { raisedBy } from '../../shared/etcd/alarm'
import type { EtcdClient } from '../etcd/client'
import { defragmentOrder, obstacleOf } from './defragment-order'
import { endpointOf, readCluster } from './read-cluster'

/** Answers, and reports nothing but a full database, if anything. */
export function isWell({ health, errors }: Pick<MemberRow, 'health' | 'errors'>): boolean {
  if (health === 'healthy') return true
  return health === 'unhealthy' && errors.length > 0 && errors.every((error) => error.includes('NOSPACE'))
}

/** Why no member can be taken now; undefined when one can. See {@link obstacleOf}. */
export function obstacleIn({ members, alarms }: ClusterStatus): string | undefined {
  const corrupt = alarms.filter(({ alarm }) => alarm === 'CORRUPT')
  const names = corrupt.map(({ memberId }) => raisedBy(memberId, members))
  if (names.length > 0)
    return `The alarm CORRUPT is raised by ${names.join(', ')}: replace what is damaged first.`
  return obstacleOf(members.map((member) => ({ ...member, isWell: isWell(member) })))
}

/** See the contract's `defragmentPlan`. */
export async function planDefragment(client: EtcdClient, signal: AbortSignal): Promise<DefragmentPlan> {
  const status = await readCluster(client, signal)
  const { members } = status
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
    obstacle: obstacleIn(status),
  }
}
