import type { EtcdClient } from '../etcd/client'
import { Cluster, type MemberListResponse } from '../etcd/gen/etcdserverpb/cluster_pb'

const timeoutMs = 2_000

/** The member list as any member knows it. Rejects when nobody answers in time, or this user may not ask. */
export async function listMembers(client: EtcdClient, signal: AbortSignal): Promise<MemberListResponse> {
  return client.unary(Cluster.method.memberList, { linearizable: false }, { signal, timeoutMs })
}
