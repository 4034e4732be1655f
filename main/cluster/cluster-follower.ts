import { setTimeout as delay } from 'node:timers/promises'
import type { ClusterStatus } from '../../shared/contract/cluster'
import type { Connections } from '../connections/connections'
import { Latest } from '../latest'
import { ClusterPoll } from './cluster-poll'
import { LeaderHistory } from './leader-history'

const intervalMs = 1_000

/** One polling loop of a connection and those who read it. */
interface Following {
  readonly latest: Latest<{ readonly status?: ClusterStatus; readonly error?: unknown }>
  readonly stop: AbortController
  /** Aborted and replaced when there is a reason not to wait for the next second. */
  hurry: AbortController
  readers: number
  probers: number
}

/**
 * Asks clusters how they are, each about once a second while somebody reads: one loop a connection, however many
 * read it.
 */
export class ClusterFollower {
  readonly #following = new Map<string, Following>()
  /** By cluster: who led stays known for as long as the app runs. */
  readonly #leaders = new Map<string, LeaderHistory>()

  /** @param onStatus told each newest status of a cluster that answered; waited for */
  constructor(
    private readonly connections: Connections,
    private readonly onStatus: (status: ClusterStatus) => Promise<void>,
  ) {}

  /**
   * The newest status now and after each round; a slow reader skips to the newest. With `probes` the members are also
   * asked to read for as long as this is read. Throws when the connection is closed; ends without an error when the
   * signal aborts.
   */
  async *follow(
    connectionId: string,
    signal: AbortSignal,
    { probes = false } = {},
  ): AsyncGenerator<readonly [ClusterStatus]> {
    const known = this.#following.get(connectionId)
    const following = known ?? this.#make(connectionId)
    following.readers += 1
    if (probes && ++following.probers === 1) following.hurry.abort()
    if (!known) this.#start(connectionId, following)
    try {
      for await (const [{ status, error }] of following.latest.follow(signal)) {
        if (error !== undefined) throw error
        if (status) yield [status]
      }
    } finally {
      following.readers -= 1
      if (probes) following.probers -= 1
      if (following.readers === 0) this.#end(connectionId, following)
    }
  }

  #make(connectionId: string): Following {
    const following: Following = {
      latest: new Latest({}),
      stop: new AbortController(),
      hurry: new AbortController(),
      readers: 0,
      probers: 0,
    }
    this.#following.set(connectionId, following)
    return following
  }

  #start(connectionId: string, following: Following): void {
    this.#poll(connectionId, following).catch((error: unknown) => {
      this.#end(connectionId, following)
      following.latest.set({ error })
    })
  }

  #end(connectionId: string, following: Following): void {
    following.stop.abort()
    following.hurry.abort()
    if (this.#following.get(connectionId) === following) this.#following.delete(connectionId)
  }

  #leadersOf(clusterId: string): LeaderHistory {
    const leaders = this.#leaders.get(clusterId) ?? new LeaderHistory()
    this.#leaders.set(clusterId, leaders)
    return leaders
  }

  async #poll(connectionId: string, following: Following): Promise<void> {
    const { signal } = following.stop
    const poll = new ClusterPoll((clusterId) => this.#leadersOf(clusterId))
    let clusterId = ''
    while (!signal.aborted) {
      const begunAt = performance.now()
      following.hurry = new AbortController()
      const client = this.connections.client(connectionId)
      const status = await poll.round(client, following.probers > 0, signal)
      if (signal.aborted) break
      if (status.revision !== undefined) await this.onStatus(status)
      clusterId = status.clusterId
      following.latest.set({ status })
      const restMs = Math.max(0, intervalMs - (performance.now() - begunAt))
      await delay(restMs, undefined, { signal: following.hurry.signal }).catch(() => {})
    }
    this.#leaders.get(clusterId)?.pause()
  }
}
