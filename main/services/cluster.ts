import { setTimeout as delay } from 'node:timers/promises'
import { implement } from '@orpc/server'
import { clusterContract, type ClusterStatus } from '../../shared/contract/cluster'
import { clusterStatus } from '../cluster/cluster-status'
import { findCompactRevision } from '../cluster/compact-revision'
import type { Connections } from '../connections/connections'
import type { MemberListResponse } from '../etcd/gen/etcdserverpb/cluster_pb'
import type { Streams } from '../streams'

const intervalMs = 1_000
/** The compacted revision moves rarely; it is looked at every so many rounds. */
const compactEvery = 5

/** The fields that hold something. */
function defined(status: ClusterStatus): ClusterStatus {
  return Object.fromEntries(
    Object.entries(status).filter(([, value]) => value !== undefined),
  ) as unknown as ClusterStatus
}

/** The cluster's state each second, for as long as somebody reads. */
export function clusterService(connections: Connections, streams: Streams) {
  const os = implement(clusterContract)

  async function* watch(connectionId: string, signal: AbortSignal): AsyncGenerator<readonly [ClusterStatus]> {
    let list: MemberListResponse | undefined
    let compactRevision: bigint | undefined
    let known: Partial<ClusterStatus> = {}
    for (let round = 0; !signal.aborted; round++) {
      const client = connections.client(connectionId)
      const next = await clusterStatus(client, list, signal)
      list = next.list ?? list
      const current = next.status.revision
      if (current !== undefined && round % compactEvery === 0) {
        const search = { floor: compactRevision ?? 1n, current, signal }
        compactRevision = await findCompactRevision(client, search).catch(() => compactRevision)
      }
      if (signal.aborted) return
      // While nobody answers, the last known figures stay; the members' rows say that they are not new.
      if (current !== undefined) known = next.status
      yield [{ ...known, ...defined(next.status), compactRevision }]
      await delay(intervalMs, undefined, { signal }).catch(() => {})
    }
  }

  return os.router({
    watch: os.watch.handler(({ input, signal }) => {
      connections.client(input.connectionId)
      return streams.serve((stop) => watch(input.connectionId, stop), signal)
    }),
  })
}
