import { implement } from '@orpc/server'
import { historyContract } from '../../shared/contract/history'
import type { ClusterFollower } from '../cluster/cluster-follower'
import type { Connections } from '../connections/connections'
import { changedKeys } from '../history/changed-keys'
import { churn } from '../history/churn'
import { followWindow } from '../history/follow-window'
import { keyRevisions } from '../history/key-revisions'
import { putBack } from '../history/put-back'
import type { TimesStore } from '../history/times-store'
import type { Streams } from '../streams'

export interface HistoryServiceOptions {
  readonly connections: Connections
  readonly follower: ClusterFollower
  readonly times: TimesStore
  readonly streams: Streams
}

/** Serves {@link historyContract}. */
export function historyService({ connections, follower, times, streams }: HistoryServiceOptions) {
  const os = implement(historyContract)
  return os.router({
    window: os.window.handler(({ input: { connectionId }, signal }) => {
      connections.client(connectionId)
      return streams.serve((stop) => followWindow(follower.follow(connectionId, stop), times), signal)
    }),
    revisions: os.revisions.handler(({ input: { connectionId, key }, signal }) => {
      const client = connections.client(connectionId)
      return streams.serve((stop) => keyRevisions(client, { key, times }, stop), signal)
    }),
    changed: os.changed.handler(({ input: { connectionId, ...request }, signal }) => {
      const client = connections.client(connectionId)
      return streams.serve((stop) => changedKeys(client, request, { signal: stop }), signal)
    }),
    churn: os.churn.handler(({ input: { connectionId, ...request }, signal }) => {
      const client = connections.client(connectionId)
      return streams.serve((stop) => churn(client, request, stop), signal)
    }),
    putBack: os.putBack.handler(({ input: { connectionId, ...request }, signal }) =>
      putBack(connections.writableClient(connectionId), request, signal),
    ),
  })
}
