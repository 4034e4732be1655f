import type { MemberRow } from '../../shared/contract/cluster'
import type { MovedLeader } from '../../shared/contract/members'
import { formatId, parseId } from '../../shared/etcd/id'
import { transferees } from '../../shared/etcd/membership'
import { fail } from '../../shared/failure'
import { askEndpoint } from '../cluster/ask-endpoint'
import type { EtcdClient } from '../etcd/client'
import { leadAway } from '../maintenance/lead-away'
import { endpointOf, readCluster } from '../maintenance/read-cluster'
import { settleDoubt } from './in-doubt'

const timeoutMs = 10_000

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
 * the old leader names the new one. See the contract for what is refused.
 */
export async function moveLeader(
  client: EtcdClient,
  to: string | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<MovedLeader> {
  const { members } = await readCluster(client, signal)
  const leader = members.find(({ role }) => role === 'leader')
  if (!leader?.endpoint) throw fail('unavailable', 'The cluster has no leader that answers now.')
  const target = chosen(members, to)
  const from = { name: leader.name, endpoint: leader.endpoint }
  const begun = performance.now()
  const { wasInDoubt } = await settleDoubt(
    () => leadAway(client, { from, to: target, timeoutMs }, signal).then(() => true as const),
    async (inner) => (await sees(client, endpointOf(target), target.id, inner)) || undefined,
    { signal },
  )
  return { fromId: leader.id, toId: target.id, tookMs: performance.now() - begun, wasInDoubt }
}
