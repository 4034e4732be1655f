import type { MemberRow } from '../../shared/contract/cluster'
import type { MovedLeader } from '../../shared/contract/members'
import { formatId, parseId } from '../../shared/etcd/id'
import { transferees } from '../../shared/etcd/membership'
import { fail } from '../../shared/failure'
import { askEndpoint } from '../cluster/member-row'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { askMembers } from './ask-members'
import { settleDoubt } from './in-doubt'

/** etcd answers when the old leader knows the new one; the others hear of it with its first heartbeat. */
const seenWithinMs = 5_000

function chosen(members: readonly MemberRow[], to: string | undefined): MemberRow {
  const [best] = transferees(members)
  const wanted = to === undefined ? best?.id : formatId(parseId(to))
  const target = members.find(({ id }) => id === wanted)
  if (!target)
    throw to === undefined
      ? fail('precondition', 'No other voting member is healthy: nobody could lead instead.')
      : fail('notFound', 'The member does not exist.')
  if (target.role === 'leader') throw fail('precondition', `${target.name} leads already.`)
  if (target.role === 'learner')
    throw fail('precondition', `${target.name} is a learner: only a member with a vote can lead.`)
  if (target.health !== 'healthy')
    throw fail('precondition', `${target.name} is not healthy: it could not lead.`)
  return target
}

/** True when this endpoint's member names `leaderId` as the leader. */
async function sees(client: EtcdClient, endpoint: string, leaderId: string, signal: AbortSignal) {
  const answer = await askEndpoint(client, endpoint, signal)
  return answer?.status !== undefined && formatId(answer.status.leader) === leaderId
}

/**
 * Moves leadership: the request goes to the leader's own endpoint (any other member answers "not leader"). Resolves when
 * the new leader itself says that it leads. See the contract for what is refused.
 */
export async function moveLeader(
  client: EtcdClient,
  to: string | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<MovedLeader> {
  const members = await askMembers(client, signal)
  const leader = members.find(({ role }) => role === 'leader')
  if (!leader?.endpoint) throw fail('unavailable', 'The cluster has no leader that answers now.')
  const target = chosen(members, to)
  const endpoint = target.endpoint ?? leader.endpoint
  const begun = performance.now()
  const { wasInDoubt } = await settleDoubt(
    async () => {
      const request = { targetId: parseId(target.id) }
      await client.unary(Maintenance.method.moveLeader, request, { signal, endpoint: leader.endpoint })
      return true
    },
    async (inner) => (await sees(client, endpoint, target.id, inner)) || undefined,
    { signal },
  )
  const end = performance.now() + seenWithinMs
  while (!(await sees(client, endpoint, target.id, signal))) {
    if (performance.now() > end)
      throw fail(
        'conflict',
        `etcd moved the leadership, but ${target.name} does not lead now: look who does.`,
      )
    await delay(20, signal)
  }
  return { fromId: leader.id, toId: target.id, tookMs: performance.now() - begun, wasInDoubt }
}
