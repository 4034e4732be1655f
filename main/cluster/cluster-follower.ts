import { setTimeout as delay } from 'node:timers/promises'
import type { ClusterStatus } from '../../shared/contract/cluster'
import type { Connections } from '../connections/connections'
import type { MemberListResponse } from '../etcd/gen/etcdserverpb/cluster_pb'
import { Latest } from '../latest'
import { clusterStatus } from './cluster-status'
import { findCompactRevision } from './compact-revision'

const intervalMs = 1_000

/** The fields that hold something. */
function defined(status: ClusterStatus): ClusterStatus {
  return Object.fromEntries(
    Object.entries(status).filter(([, value]) => value !== undefined),
  ) as unknown as ClusterStatus
}

/** One polling loop of a connection and those who read it. */
interface Following {
  readonly latest: Latest<{ readonly status?: ClusterStatus; readonly error?: unknown }>
  readonly stop: AbortController
  readers: number
}

/**
 * Asks clusters how they are, each about once a second while somebody reads: one loop a connection, however many
 * read it.
 */
export class ClusterFollower {
  readonly #following = new Map<string, Following>()

  /** @param onStatus told each newest status of a cluster that answered; waited for */
  constructor(
    private readonly connections: Connections,
    private readonly onStatus: (status: ClusterStatus) => Promise<void>,
  ) {}

  /**
   * The newest status now and after each round; a slow reader skips to the newest. Throws when the connection is
   * closed; ends without an error when the signal aborts.
   */
  async *follow(connectionId: string, signal: AbortSignal): AsyncGenerator<readonly [ClusterStatus]> {
    const following = this.#following.get(connectionId) ?? this.#start(connectionId)
    following.readers += 1
    try {
      for await (const [{ status, error }] of following.latest.follow(signal)) {
        if (error !== undefined) throw error
        if (status) yield [status]
      }
    } finally {
      following.readers -= 1
      if (following.readers === 0) this.#end(connectionId, following)
    }
  }

  #start(connectionId: string): Following {
    const following: Following = { latest: new Latest({}), stop: new AbortController(), readers: 0 }
    this.#following.set(connectionId, following)
    this.#poll(connectionId, following).catch((error: unknown) => {
      this.#end(connectionId, following)
      following.latest.set({ error })
    })
    return following
  }

  #end(connectionId: string, following: Following): void {
    following.stop.abort()
    if (this.#following.get(connectionId) === following) this.#following.delete(connectionId)
  }

  async #poll(connectionId: string, { latest, stop: { signal } }: Following): Promise<void> {
    let list: MemberListResponse | undefined
    let compactRevision: bigint | undefined
    let known: Partial<ClusterStatus> = {}
    while (!signal.aborted) {
      const client = this.connections.client(connectionId)
      const next = await clusterStatus(client, list, signal)
      list = next.list ?? list
      const current = next.status.revision
      if (current !== undefined) {
        const search = { floor: compactRevision ?? 1n, current, signal }
        compactRevision = await findCompactRevision(client, search).catch(() => compactRevision)
      }
      if (signal.aborted) return
      // While nobody answers, the last known figures stay; the members' rows say that they are not new.
      if (current !== undefined) known = next.status
      const status: ClusterStatus = { ...known, ...defined(next.status), compactRevision }
      if (current !== undefined) await this.onStatus(status)
      latest.set({ status })
      await delay(intervalMs, undefined, { signal }).catch(() => {})
    }
  }
}
