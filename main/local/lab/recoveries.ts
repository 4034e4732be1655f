import { keptRecoveries, type Recovery } from '../../../shared/contract/laboratory'
import type { LocalCluster, LocalMember } from '../../../shared/contract/local'
import { fail } from '../../../shared/failure'
import { Latest } from '../../latest'
import type { LocalClusters } from '../local-clusters'
import { linesOfLastRun } from './last-run'
import { readRecovery } from './read-recovery'

/** What was last seen of a member. */
interface Seen {
  readonly pid?: number
  readonly ended?: Recovery['ended']
  /** The run whose account is not finished yet. */
  readonly pending?: { readonly pid: number; readonly ended?: Recovery['ended'] }
}

/** Sees local members end and come back, and reads from their logs how. */
export class Recoveries {
  readonly #seen = new Map<string, Seen>()
  readonly #kept = new Map<string, Latest<readonly Recovery[]>>()

  constructor(private readonly clusters: LocalClusters) {}

  /** Watches all clusters until the signal aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    for await (const [rows] of this.clusters.watch(signal))
      for (const row of rows ?? []) for (const member of row.members) this.#look(row, member, signal)
  }

  /** The recoveries of a cluster, the newest first, now and with each change; `notFound` when there is no such cluster. */
  follow(id: string, signal: AbortSignal): AsyncIterable<readonly [readonly Recovery[]]> {
    if (!this.clusters.list().some((row) => row.id === id))
      throw fail('notFound', 'There is no such cluster.', { details: { id } })
    return this.#of(id).follow(signal)
  }

  #of(id: string): Latest<readonly Recovery[]> {
    const known = this.#kept.get(id) ?? new Latest<readonly Recovery[]>([])
    this.#kept.set(id, known)
    return known
  }

  #look(row: LocalCluster, member: LocalMember, signal: AbortSignal): void {
    const key = `${row.id}/${member.name}`
    const before = this.#seen.get(key)
    const { pid } = member
    let seen: Seen = before ?? { pid }
    if (seen.pid !== undefined && pid !== seen.pid)
      seen = { ended: { atMs: Date.now(), how: howEnded(member) } }
    if (before && pid !== undefined && pid !== seen.pid) {
      seen = { pid, pending: { pid, ended: seen.ended } }
      if (seen.pending?.ended) this.#put(row.id, begun(member.name, seen.pending.ended))
    }
    const { pending } = seen
    if (pending && member.state === 'healthy') {
      seen = { pid }
      const healthyAtMs = Date.now()
      void this.#finish(row, member.name, { ended: pending.ended, healthyAtMs }, signal).catch(() => {})
    }
    this.#seen.set(key, seen)
  }

  async #finish(
    row: LocalCluster,
    name: string,
    { ended, healthyAtMs }: Pick<Recovery, 'ended' | 'healthyAtMs'>,
    signal: AbortSignal,
  ): Promise<void> {
    const member = this.clusters.member(row.id, name)
    // It was asked for its index before it was asked whether it is well.
    await member.refresh(signal)
    const applied = member.health?.appliedIndex
    const { startedAtMs, log } = readRecovery(await linesOfLastRun(member.logPath))
    // The very first start of a member is none.
    if (!ended && !log.replayed) return
    const own = max(log.received?.index, log.replayed?.last, log.snapshotIndex)
    const isAlone = row.members.length === 1
    this.#put(row.id, {
      member: name,
      ended,
      startedAtMs: startedAtMs ?? healthyAtMs ?? Date.now(),
      healthyAtMs,
      log,
      receivedEntries: isAlone || applied === undefined ? undefined : max(applied - own, 0n),
    })
  }

  /** Adds an account, or replaces the one of that run that was not finished. */
  #put(id: string, recovery: Recovery): void {
    const kept = this.#of(id)
    const others = kept.value.filter(
      ({ member, ended, healthyAtMs }) =>
        member !== recovery.member || healthyAtMs !== undefined || ended?.atMs !== recovery.ended?.atMs,
    )
    kept.set(Object.freeze([Object.freeze(recovery), ...others].slice(0, keptRecoveries)))
  }
}

const begun = (member: string, ended: Recovery['ended']): Recovery => ({
  ...{ member, ended, startedAtMs: Date.now(), log: {} },
})

function howEnded({ state, exit }: LocalMember): 'killed' | 'stopped' | 'exited' {
  if (state !== 'exited' || !exit) return 'stopped'
  return exit.signal === 'SIGKILL' ? 'killed' : 'exited'
}

const max = (...values: readonly (bigint | undefined)[]): bigint =>
  values.reduce<bigint>((most, value) => (value !== undefined && value > most ? value : most), 0n)
