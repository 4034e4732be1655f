import { implement } from '@orpc/server'
import { clusterContract } from '../../shared/contract/cluster'
import type { ClusterFollower } from '../cluster/cluster-follower'
import type { Connections } from '../connections/connections'
import type { Streams } from '../streams'

/** The cluster's state each second, for as long as somebody reads. */
export function clusterService(connections: Connections, follower: ClusterFollower, streams: Streams) {
  const os = implement(clusterContract)
  return os.router({
    watch: os.watch.handler(({ input: { connectionId, probes }, signal }) => {
      connections.client(connectionId)
      return streams.serve((stop) => follower.follow(connectionId, stop, { probes }), signal)
    }),
  })
}
