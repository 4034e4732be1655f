import type { ListedMember, MembershipChange } from '../../shared/contract/members'
import { formatId, parseId } from '../../shared/etcd/id'
import { isLastVoter, quorumAfterRemove } from '../../shared/etcd/membership'
import { checkPeerUrls } from '../../shared/etcd/peer-urls'
import { fail } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Cluster, type Member } from '../etcd/gen/etcdserverpb/cluster_pb'
import { readCluster } from '../maintenance/read-cluster'
import { settleDoubt } from './in-doubt'
import { readMembers, toListed } from './member-list'

interface Change {
  readonly send: () => Promise<{ readonly members: Member[] }>
  /** True for members that show that it was made. */
  readonly isDone: (members: readonly ListedMember[]) => boolean
}

/** Sends a change once and answers with the members after it. */
async function make(
  client: EtcdClient,
  { send, isDone }: Change,
  signal?: AbortSignal,
): Promise<MembershipChange> {
  const begun = performance.now()
  const { value: members, wasInDoubt } = await settleDoubt(
    async () => toListed((await send()).members),
    async (inner) => {
      const listed = await readMembers(client, { signal: inner, timeoutMs: 2_000 })
      return isDone(listed) ? listed : undefined
    },
    { signal },
  )
  return { members, tookMs: performance.now() - begun, wasInDoubt }
}

const hasUrls = (member: ListedMember, urls: readonly string[]) =>
  member.peerUrls.length === urls.length && urls.every((url) => member.peerUrls.includes(url))

const called = (members: readonly ListedMember[]) =>
  members.map(({ id, name, peerUrls }) => ({ id, name: name || id, peerUrls }))

/** Adds a member with these peer URLs; `invalid` or `exists` (field `peerUrls`) before anything is sent. */
export async function addMember(
  client: EtcdClient,
  { peerUrls, isLearner }: { readonly peerUrls: readonly string[]; readonly isLearner: boolean },
  signal?: AbortSignal,
): Promise<MembershipChange & { readonly id: string }> {
  checkPeerUrls(peerUrls, called(await readMembers(client, { signal })))
  const send = async () =>
    client.unary(Cluster.method.memberAdd, { peerUrls: [...peerUrls], isLearner }, { signal })
  const isIt = (member: ListedMember) => member.isLearner === isLearner && hasUrls(member, peerUrls)
  const change = await make(client, { send, isDone: (members) => members.some(isIt) }, signal)
  const added = change.members.find((member) => hasUrls(member, peerUrls))
  if (!added) throw fail('conflict', 'The member was added, and is not in the list any more.')
  return { ...change, id: added.id }
}

/** Gives a learner a vote. */
export function promoteMember(
  client: EtcdClient,
  id: string,
  signal?: AbortSignal,
): Promise<MembershipChange> {
  const name = formatId(parseId(id))
  return make(
    client,
    {
      send: () => client.unary(Cluster.method.memberPromote, { id: parseId(id) }, { signal }),
      isDone: (members) => members.some((member) => member.id === name && !member.isLearner),
    },
    signal,
  )
}

/** Takes a member out. See the contract for what is refused; a fresh look at every member decides. */
export async function removeMember(
  client: EtcdClient,
  { id, confirmName }: { readonly id: string; readonly confirmName?: string },
  signal: AbortSignal = new AbortController().signal,
): Promise<MembershipChange> {
  const { members } = await readCluster(client, signal)
  const wanted = formatId(parseId(id))
  const member = members.find((each) => each.id === wanted)
  if (!member) throw fail('notFound', 'The member does not exist.')
  if (isLastVoter(members, member))
    throw fail('precondition', `${member.name} is the last member with a vote: it cannot be removed.`)
  const { after, leavesNoQuorum } = quorumAfterRemove(members, member)
  if (leavesNoQuorum && confirmName !== member.name)
    throw fail(
      confirmName === undefined ? 'precondition' : 'invalid',
      `Without ${member.name} the cluster has no quorum: ${after.healthy} of ${after.voters} voting members work, ${after.needed} are needed. Type its name to remove it all the same.`,
      { details: { field: 'confirmName', leavesNoQuorum } },
    )
  // One that stays answers: the removed member stops soon after.
  const endpoint = members.find(
    (each) => each.id !== wanted && each.health === 'healthy' && each.role !== 'learner',
  )?.endpoint
  return make(
    client,
    {
      send: () => client.unary(Cluster.method.memberRemove, { id: parseId(id) }, { signal, endpoint }),
      isDone: (listed) => listed.every((each) => each.id !== wanted),
    },
    signal,
  )
}

/** Tells the cluster other peer URLs of a member; `invalid` or `exists` (field `peerUrls`) before anything is sent. */
export async function updatePeerUrls(
  client: EtcdClient,
  { id, peerUrls }: { readonly id: string; readonly peerUrls: readonly string[] },
  signal?: AbortSignal,
): Promise<MembershipChange> {
  const wanted = formatId(parseId(id))
  const members = called(await readMembers(client, { signal }))
  if (!members.some((each) => each.id === wanted)) throw fail('notFound', 'The member does not exist.')
  checkPeerUrls(
    peerUrls,
    members.filter((each) => each.id !== wanted),
  )
  return make(
    client,
    {
      send: () =>
        client.unary(Cluster.method.memberUpdate, { id: parseId(id), peerUrls: [...peerUrls] }, { signal }),
      isDone: (listed) => listed.some((each) => each.id === wanted && hasUrls(each, peerUrls)),
    },
    signal,
  )
}
