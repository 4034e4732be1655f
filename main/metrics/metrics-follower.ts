import type { ClusterStatus } from '../../shared/contract/cluster'
import { metricsIntervalMs, type ClusterMetrics, type MemberMetrics } from '../../shared/contract/metrics'
import type { ClusterFollower } from '../cluster/cluster-follower'
import type { Connections } from '../connections/connections'
import { SharedLoops, type Loop } from '../shared-loops'
import { MetricsAgent } from './ask-metrics'
import { askMember, toMemberMetrics } from './member-metrics'
import { MemberScrapes } from './member-scrapes'
import type { MetricsStore } from './metrics-store'
import type { MetricsPoint } from './point'
import { leaderChangesInDay, quotaForecast } from './summary'
import { targetsOf } from './targets'

/**
 * Asks the members of clusters for their metrics, each every 5 s while somebody reads: one loop a connection, however many read
 * it. What was told is added to the connection's history.
 */
export class MetricsFollower {
  readonly #loops = new SharedLoops<ClusterMetrics>((id, loop) => this.#poll(id, loop))
  /** By connection and member: a reader that comes back within seconds has its rates at once. */
  readonly #scrapes = new Map<string, Map<string, MemberScrapes>>()

  constructor(
    private readonly connections: Connections,
    private readonly clusters: ClusterFollower,
    private readonly store: MetricsStore,
  ) {}

  /**
   * The newest metrics now and after each round; a slow reader skips to the newest. Throws when the connection is closed; ends
   * without an error when the signal aborts. Nobody is asked any more once the last reader has gone.
   */
  follow(connectionId: string, signal: AbortSignal): AsyncGenerator<readonly [ClusterMetrics]> {
    return this.#loops.follow(connectionId, signal)
  }

  /** Asks at once instead of at the end of the pause, if anybody reads. */
  hurry(connectionId: string): void {
    this.#loops.hurry(connectionId)
  }

  async #poll(connectionId: string, { signal, repeat }: Loop<ClusterMetrics>): Promise<void> {
    const agent = new MetricsAgent(this.connections.client(connectionId).tls)
    const statuses = this.clusters.follow(connectionId, signal)
    try {
      const first = await statuses.next()
      if (first.done) return
      let [status] = first.value
      const keepUp = async () => {
        for await (const [next] of statuses) status = next
      }
      // A connection that is closed is noticed by the next round as well.
      keepUp().catch(() => this.#loops.hurry(connectionId))
      await repeat(metricsIntervalMs, () => this.#round(connectionId, status, agent, signal))
    } finally {
      agent.close()
    }
  }

  async #round(
    connectionId: string,
    status: ClusterStatus,
    agent: MetricsAgent,
    signal: AbortSignal,
  ): Promise<ClusterMetrics> {
    const { endpoints } = this.connections.client(connectionId)
    const [history, urls] = await Promise.all([
      this.store.history(connectionId),
      this.store.urlsOf(connectionId),
    ])
    const atMs = Date.now()
    const targets = targetsOf(status.members, endpoints, urls)
    const answers = await Promise.all(targets.map((target) => askMember(agent, target, signal)))
    const members = answers.map((answer) => {
      const scrapes =
        answer.scrape && this.#scrapesOf(connectionId, answer.scrape.serverId ?? answer.target.url)
      if (answer.scrape) scrapes?.add(answer.scrape)
      return toMemberMetrics(answer, scrapes)
    })
    if (!signal.aborted) await history.add(members.flatMap((member) => toPoint(member, atMs)))
    const { points, keepFailure } = history
    return {
      atMs,
      members,
      keepFailure,
      quota: quotaForecast(members, points),
      leaderChangesInDay: leaderChangesInDay(members, points, atMs),
    }
  }

  #scrapesOf(connectionId: string, member: string): MemberScrapes {
    const ofConnection = this.#scrapes.get(connectionId) ?? new Map<string, MemberScrapes>()
    this.#scrapes.set(connectionId, ofConnection)
    const scrapes = ofConnection.get(member) ?? new MemberScrapes()
    ofConnection.set(member, scrapes)
    return scrapes
  }
}

function toPoint({ id, name, failure, figures, grpc }: MemberMetrics, atMs: number): MetricsPoint[] {
  return failure ? [] : [{ atMs, memberId: id || name, name, figures, grpc }]
}
