import { keptRecoveries, type Recovery } from '../../../shared/contract/laboratory'
import type { LocalCluster, LocalMember } from '../../../shared/contract/local'
import { fail } from '../../../shared/failure'
import { Latest } from '../../latest'
import type { LocalClusters } from '../local-clusters'
import { linesOfLastRun } from './last-run'
import { readRecovery } from './read-recovery'

/** What was last seen of a member: its process, how the one before ended, and whether its account is still to be made. */
interface Seen {
  readonly pid?: number
  readonly ended?: Recovery['ended']
  readonly isComingBack: boolean
}

interface Watched {
  readonly seen: Map<string, Seen>
  readonly kept: Latest<readonly Recovery[]>
}

/** Sees local members end and come back, and reads from their logs how. */
export class Recoveries {
  readonly #watched = new Map<string, Watched>()

  constructor(private readonly clusters: LocalClusters) {}

  /** Watches all clusters until the signal aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    for await (const [rows = []] of this.clusters.watch(signal)) {
      for (const row of rows) for (const member of row.members) this.#look(row, member, signal)
      for (const id of this.#watched.keys()) if (!rows.some((row) => row.id === id)) this.#watched.delete(id)
    }
  }

  /** The recoveries of a cluster, the newest first, now and with each change; `notFound` when there is no such cluster. */
  follow(id: string, signal: AbortSignal): AsyncIterable<readonly [readonly Recovery[]]> {
    if (!this.clusters.list().some((row) => row.id === id))
      throw fail('notFound', 'There is no such cluster.', { details: { id } })
    return this.#of(id).kept.follow(signal)
  }

  #of(id: string): Watched {
    const watched = this.#watched.get(id) ?? { seen: new Map(), kept: new Latest<readonly Recovery[]>([]) }
    this.#watched.set(id, watched)
    return watched
  }

  #look(row: LocalCluster, member: LocalMember, signal: AbortSignal): void {
    const { seen } = this.#of(row.id)
    const { name, pid, state } = member
    const before = seen.get(name)
    // A process that runs when it is first seen was there before the app.
    let now: Seen = before ?? { pid, isComingBack: false }
    if (now.pid !== undefined && pid !== now.pid)
      now = { ended: { atMs: Date.now(), how: howEnded(member) }, isComingBack: false }
    if (pid !== undefined && pid !== now.pid) {
      now = { ...now, pid, isComingBack: true }
      if (now.ended) this.#put(row.id, { member: name, ended: now.ended, startedAtMs: Date.now(), log: {} })
    }
    if (now.isComingBack && state === 'healthy') {
      const healthy = { ended: now.ended, healthyAtMs: Date.now() }
      now = { pid, isComingBack: false }
      // A cluster that is removed meanwhile needs no account.
      void this.#tell(row, name, healthy, signal).catch(() => undefined)
    }
    seen.set(name, now)
  }

  async #tell(
    row: LocalCluster,
    name: string,
    { ended, healthyAtMs }: { readonly ended: Recovery['ended']; readonly healthyAtMs: number },
    signal: AbortSignal,
  ): Promise<void> {
    const member = this.clusters.member(row.id, name)
    // It was asked for its index before it was asked whether it is well.
    await member.refresh(signal)
    const applied = member.health?.appliedIndex
    const { startedAtMs = healthyAtMs, log } = readRecovery(await linesOfLastRun(member.logPath))
    // The very first start of a member is none.
    if (!ended && !log.replayed && log.snapshotIndex === undefined) return
    const own = max(log.received?.index, log.replayed?.last, log.snapshotIndex)
    const isAlone = row.members.length === 1
    const receivedEntries = isAlone || applied === undefined ? undefined : max(applied - own, 0n)
    this.#put(row.id, { member: name, ended, startedAtMs, healthyAtMs, log, receivedEntries })
  }

  /** Adds an account, or replaces the one of that run that was not finished. */
  #put(id: string, recovery: Recovery): void {
    const { kept } = this.#of(id)
    const others = kept.value.filter(
      ({ member, ended, healthyAtMs }) =>
        member !== recovery.member || healthyAtMs !== undefined || ended?.atMs !== recovery.ended?.atMs,
    )
    kept.set(Object.freeze([Object.freeze(recovery), ...others].slice(0, keptRecoveries)))
  }
}

function howEnded({ state, exit }: LocalMember): 'killed' | 'stopped' | 'exited' {
  if (state !== 'exited' || !exit) return 'stopped'
  return exit.signal === 'SIGKILL' ? 'killed' : 'exited'
}

const max = (...values: readonly (bigint | undefined)[]): bigint =>
  values.reduce<bigint>((most, value) => (value !== undefined && value > most ? value : most), 0n)
