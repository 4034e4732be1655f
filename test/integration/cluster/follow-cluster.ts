import type { ClusterStatus, MemberRow } from '../../../shared/contract/cluster'
import type { TestApp } from '../../support/test-app'
import { until } from '../../support/until'

/** A reader of a cluster's state, as the page is one. */
export interface FollowedCluster extends AsyncDisposable {
  /** How many states have come. */
  readonly count: number
  /** The newest state. */
  readonly status: ClusterStatus | undefined
  member(name: string): MemberRow | undefined
  /** Resolves with the newest state once it is as wanted. */
  until(
    isWanted: (status: ClusterStatus, members: ReadonlyMap<string, MemberRow>) => boolean,
    options?: { what?: string; timeoutMs?: number },
  ): Promise<ClusterStatus>
}

const byName = (status: ClusterStatus) => new Map(status.members.map((member) => [member.name, member]))

/** Follows a connection's cluster until it is disposed. */
export function followCluster(app: TestApp, connectionId: string, probes: boolean): FollowedCluster {
  const stop = new AbortController()
  let status: ClusterStatus | undefined
  let count = 0
  const reading = (async () => {
    const events = app.client.cluster.watch({ connectionId, probes }, { signal: stop.signal })
    for await (const next of app.pull(events)) {
      status = next
      count += 1
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return {
    get count() {
      return count
    },
    get status() {
      return status
    },
    member: (name) => status?.members.find((member) => member.name === name),
    until: async (isWanted, options) => {
      await until(() => status !== undefined && isWanted(status, byName(status)), options)
      if (!status) throw new Error('There is no state.')
      return status
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await reading
    },
  }
}
