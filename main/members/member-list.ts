import type { ListedMember } from '../../shared/contract/members'
import { formatId } from '../../shared/etcd/id'
import type { EtcdClient } from '../etcd/client'
import { Cluster, type Member } from '../etcd/gen/etcdserverpb/cluster_pb'

/** etcd's members in the contract's words, in the order of their names; those without one last. */
export function toListed(members: readonly Member[]): readonly ListedMember[] {
  return members
    .map(({ id, name, peerUrls, clientUrls, isLearner }) => ({
      id: formatId(id),
      name,
      peerUrls,
      clientUrls,
      isLearner,
    }))
    .sort(
      (a, b) =>
        Number(a.name === '') - Number(b.name === '') ||
        a.name.localeCompare(b.name, 'en', { numeric: true }) ||
        a.id.localeCompare(b.id),
    )
}

/** The members as the quorum agrees on them; a server before 3.5 answers with what it knows itself. */
export async function readMembers(
  client: EtcdClient,
  options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
): Promise<readonly ListedMember[]> {
  const { members } = await client.unary(Cluster.method.memberList, { linearizable: true }, options)
  return toListed(members)
}
