import type { ClusterStatus } from '../../shared/contract/cluster'
import type { SpaceFacts } from '../../shared/contract/maintenance'
import { parseId } from '../../shared/etcd/id'
import { fail } from '../../shared/failure'
import { findCompactRevision } from '../cluster/compact-revision'
import type { EtcdClient } from '../etcd/client'
import { AlarmRequest_AlarmAction, AlarmType, Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { readQuota } from './quota'
import { endpointOf, readCluster, servesMaintenance, sizesOf } from './read-cluster'

/** Below this share of its quota a member has room again: the next few writes will not raise the alarm anew. */
const roomShare = 0.9

/** See the contract's {@link SpaceFacts}. */
export function roomOf(
  members: readonly { readonly dbSizeBytes: number; readonly quotaBytes?: number }[],
  memberCount: number,
): SpaceFacts['room'] {
  const shares = members.flatMap(({ dbSizeBytes, quotaBytes }) =>
    quotaBytes ? dbSizeBytes / quotaBytes : [],
  )
  if (shares.some((share) => share >= roomShare)) return 'lacking'
  return shares.length === memberCount && memberCount > 0 ? 'enough' : 'unknown'
}

/** See the contract's `space`. */
export async function readSpace(client: EtcdClient, signal: AbortSignal): Promise<SpaceFacts> {
  return spaceOf(client, await readCluster(client, signal), signal)
}

async function spaceOf(client: EtcdClient, status: ClusterStatus, signal: AbortSignal): Promise<SpaceFacts> {
  const current = status.revision ?? 0n
  const [compactRevision, members] = await Promise.all([
    findCompactRevision(client, { floor: 1n, current, signal }),
    Promise.all(
      sizesOf(status).map(async (size) => ({
        ...size,
        quotaBytes: await readQuota(client, size.endpoint, signal),
      })),
    ),
  ])
  // A learner proposes nothing, so its size raises no alarm.
  const voters = status.members.filter(servesMaintenance)
  const room = roomOf(
    members.filter(({ id }) => voters.some((voter) => voter.id === id)),
    voters.length,
  )
  return { members, alarms: status.alarms, current, compactRevision, room }
}

export interface Disarm {
  readonly memberId: string
  readonly alarm: ClusterStatus['alarms'][number]['alarm']
  readonly force: boolean
}

function refusalOf({ alarm, force }: Disarm, { room }: SpaceFacts): string | undefined {
  if (force) return undefined
  if (alarm === 'CORRUPT')
    return 'This member’s data differs from the others: disarming does not repair it. Replace the member.'
  if (room === 'lacking')
    return 'The databases are still at their quota: the next writes would raise the alarm again.'
  return room === 'unknown'
    ? 'Nobody tells the quota, so it is not known whether there is room again.'
    : undefined
}

/** See the contract's `disarm`. */
export async function disarm(client: EtcdClient, request: Disarm, signal: AbortSignal): Promise<SpaceFacts> {
  const status = await readCluster(client, signal)
  const space = await spaceOf(client, status, signal)
  const isRaised = space.alarms.some(
    ({ memberId, alarm }) => memberId === request.memberId && alarm === request.alarm,
  )
  if (!isRaised) throw fail('notFound', `This member has no ${request.alarm} alarm any more.`)
  const refusal = refusalOf(request, space)
  if (refusal) throw fail('precondition', refusal, { details: { room: space.room } })
  const able = status.members.find((member) => servesMaintenance(member) && member.health !== 'unreachable')
  const endpoint = able && endpointOf(able)
  await client.unary(
    Maintenance.method.alarm,
    {
      action: AlarmRequest_AlarmAction.DEACTIVATE,
      memberId: parseId(request.memberId),
      alarm: AlarmType[request.alarm],
    },
    { signal, endpoint },
  )
  return readSpace(client, signal)
}
