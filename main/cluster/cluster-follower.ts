import type { ClusterStatus } from '../../shared/contract/cluster'
import type { Connections } from '../connections/connections'
import { SharedLoops, type Loop } from '../shared-loops'
import { ClusterPoll } from './cluster-poll'
import { LeaderHistory } from './leader-history'

const intervalMs = 1_000

/**
 * Asks clusters how they are, each about once a second while somebody reads: one loop a connection, however many
 * read it.
 */
export class ClusterFollower {
  readonly #loops = new SharedLoops<ClusterStatus>((id, loop) => this.#poll(id, loop))
  /** By connection: how many read it with probes. */
  readonly #probers = new Map<string, number>()
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
    if (probes) this.#count(connectionId, 1)
    try {
      yield* this.#loops.follow(connectionId, signal)
    } finally {
      if (probes) this.#count(connectionId, -1)
    }
  }

  #count(connectionId: string, more: 1 | -1): void {
    const before = this.#probers.get(connectionId) ?? 0
    this.#probers.set(connectionId, before + more)
    if (before === 0) this.#loops.hurry(connectionId)
    if (before + more === 0) this.#probers.delete(connectionId)
  }

  #leadersOf(clusterId: string): LeaderHistory {
    const leaders = this.#leaders.get(clusterId) ?? new LeaderHistory()
    this.#leaders.set(clusterId, leaders)
    return leaders
  }

  async #poll(connectionId: string, { signal, repeat }: Loop<ClusterStatus>): Promise<void> {
    const poll = new ClusterPoll((clusterId) => this.#leadersOf(clusterId))
    let clusterId = ''
    await repeat(intervalMs, async () => {
      const client = this.connections.client(connectionId)
      const status = await poll.round(client, this.#probers.has(connectionId), signal)
      if (status.revision !== undefined && !signal.aborted) await this.onStatus(status)
      clusterId = status.clusterId
      return status
    })
    this.#leaders.get(clusterId)?.pause()
  }
}
