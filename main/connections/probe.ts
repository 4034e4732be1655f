import type { TestResult } from '../../shared/contract/connections'
import { formatId } from '../../shared/etcd/id'
import { fail, toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Cluster } from '../etcd/gen/etcdserverpb/cluster_pb'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'

/** etcd does not say which of the two is wrong; it is shown beside the password. */
const wrongLogin = 'etcdserver: authentication failed, invalid user ID or password'

/**
 * Asks one member who it is. Answers once any endpoint did; when none does, fails with the reason of the first. A
 * user without the right to ask Status is connected all the same: the version is then unknown (servers from 3.5.28
 * and 3.6.9 on ask root for it).
 */
export async function probe(client: EtcdClient, signal?: AbortSignal): Promise<TestResult> {
  return ask(client, signal).catch((error: unknown) => {
    const failure = toFailure(error)
    if (failure.reason !== wrongLogin) throw error
    throw fail(failure.code, failure.message, {
      reason: failure.reason,
      details: { ...failure.details, field: 'password' },
      cause: error,
    })
  })
}

async function ask(client: EtcdClient, signal?: AbortSignal): Promise<TestResult> {
  const begun = performance.now()
  const list = await client.unary(Cluster.method.memberList, {}, { signal })
  const roundTripMs = performance.now() - begun
  const endpoint = client.state.endpoint ?? client.endpoints[0] ?? ''
  const version = await client
    .unary(Maintenance.method.status, {}, { signal, endpoint })
    .then((status) => status.version)
    .catch((error: unknown) => {
      if (toFailure(error).code === 'denied') return 'unknown'
      throw error
    })
  return {
    endpoint,
    version,
    clusterId: formatId(list.header?.clusterId ?? 0n),
    members: list.members.length,
    roundTripMs,
  }
}
