import type { SpeedMember } from '../../shared/contract/speed'
import type { ClusterStatus } from '../../shared/contract/cluster'
import type { Failure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { MetricsAgent } from '../metrics/ask-metrics'
import { observedBetween, quantile, type Histogram } from '../metrics/histogram'
import { askMember, type Answer } from '../metrics/member-metrics'
import { targetsOf } from '../metrics/targets'

/** Asks all members for their metrics at the client URLs at which they answer; once before a load and once after it. */
export class MemberLoad {
  readonly #agent: MetricsAgent
  readonly #targets

  constructor(
    client: EtcdClient,
    private readonly status: ClusterStatus,
  ) {
    this.#agent = new MetricsAgent(client.tls)
    this.#targets = targetsOf(status.members, client.endpoints, {})
  }

  /** Never throws: what could not be read is said in the answer. */
  ask(signal: AbortSignal): Promise<readonly Answer[]> {
    return Promise.all(this.#targets.map((target) => askMember(this.#agent, target, signal)))
  }

  /** What disks and network did between two rounds. */
  between(before: readonly Answer[], after: readonly Answer[]): SpeedMember[] {
    return after.map(({ target, scrape, failure }, at) => {
      const earlier = before[at]?.scrape
      const isLeader = this.status.leaderId === target.id
      if (!scrape || !earlier)
        return { name: target.name, isLeader, failure: failure ?? before[at]?.failure ?? unread }
      const peers = [...scrape.peerRoundTrip].flatMap(([peer, histogram]) => {
        const ms = p99Ms(earlier.peerRoundTrip.get(peer), histogram)
        return ms === undefined ? [] : [ms]
      })
      return {
        ...{ name: target.name, isLeader },
        walFsyncP99Ms: p99Ms(earlier.walFsync, scrape.walFsync),
        backendCommitP99Ms: p99Ms(earlier.backendCommit, scrape.backendCommit),
        peerRoundTripP99Ms: peers.length > 0 ? Math.max(...peers) : undefined,
      }
    })
  }

  close(): void {
    this.#agent.close()
  }
}

const unread: Failure = { code: 'unavailable', message: 'Its metrics could not be read.' }

function p99Ms(before: Histogram | undefined, after: Histogram | undefined): number | undefined {
  const seconds = after && quantile(observedBetween(before, after), 0.99)
  return seconds === undefined ? undefined : seconds * 1_000
}
