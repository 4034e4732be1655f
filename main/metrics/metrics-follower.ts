import { setTimeout as delay } from 'node:timers/promises'
import type { ClusterStatus } from '../../shared/contract/cluster'
import { metricsIntervalMs, type ClusterMetrics, type MemberMetrics } from '../../shared/contract/metrics'
import type { ClusterFollower } from '../cluster/cluster-follower'
import type { Connections } from '../connections/connections'
import { Latest } from '../latest'
import { MetricsAgent } from './ask-metrics'
import { askMember, toMemberMetrics } from './member-metrics'
import { MemberScrapes } from './member-scrapes'
import type { MetricsStore } from './metrics-store'
import type { MetricsPoint } from './point'
import { leaderChangesInDay, quotaForecast } from './summary'
import { targetsOf } from './targets'

/** One loop of a connection and those who read it. */
interface Following {
  readonly latest: Latest<{ readonly metrics?: ClusterMetrics; readonly error?: unknown }>
  readonly stop: AbortController
  /** Aborted when a round is wanted now. */
  hurry: AbortController
  readers: number
}

/**
 * Asks the members of clusters for their metrics, each every 5 s while somebody reads: one loop a connection, however many read
 * it. What was told is added to the connection's history.
 */
export class MetricsFollower {
  readonly #following = new Map<string, Following>()
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
  async *follow(connectionId: string, signal: AbortSignal): AsyncGenerator<readonly [ClusterMetrics]> {
    const following = this.#following.get(connectionId) ?? this.#start(connectionId)
    following.readers += 1
    try {
      for await (const [{ metrics, error }] of following.latest.follow(signal)) {
        if (error !== undefined) throw error
        if (metrics) yield [metrics]
      }
    } finally {
      following.readers -= 1
      if (following.readers === 0) this.#end(connectionId, following)
    }
  }

  /** Asks at once instead of at the end of the pause, if anybody reads. */
  hurry(connectionId: string): void {
    this.#following.get(connectionId)?.hurry.abort()
  }

  #start(connectionId: string): Following {
    const following: Following = {
      latest: new Latest({}),
      stop: new AbortController(),
      hurry: new AbortController(),
      readers: 0,
    }
    this.#following.set(connectionId, following)
    this.#poll(connectionId, following).catch((error: unknown) => {
      this.#end(connectionId, following)
      following.latest.set({ error })
    })
    return following
  }

  #end(connectionId: string, following: Following): void {
    following.stop.abort()
    following.hurry.abort()
    if (this.#following.get(connectionId) === following) this.#following.delete(connectionId)
  }

  async #poll(connectionId: string, following: Following): Promise<void> {
    const { signal } = following.stop
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
      keepUp().catch(() => following.hurry.abort())
      while (!signal.aborted) {
        const begunMs = performance.now()
        following.hurry = new AbortController()
        const metrics = await this.#round(connectionId, status, agent, signal)
        if (signal.aborted) return
        following.latest.set({ metrics })
        const pauseMs = Math.max(0, metricsIntervalMs - (performance.now() - begunMs))
        await delay(pauseMs, undefined, { signal: following.hurry.signal }).catch(() => {})
      }
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
