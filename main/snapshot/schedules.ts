import type { ScheduleSettings, SnapshotSchedule } from '../../shared/contract/schedule'
import { fail, toFailure } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import { delay } from '../etcd/abort'
import { Latest } from '../latest'
import { toStoredFailure } from '../store/stored-failure'
import { runSchedule } from './run-schedule'
import { scheduleFile, toSchedule, type StoredSchedule } from './schedule-file'
import type { Snapshots } from './snapshots'

const hourMs = 3_600_000
const firstRetryMs = 30_000
/** The clock is looked at so often: a machine that slept wakes up later than its timers think. */
const lookMs = 15_000
/** What the app's start has to do comes first. */
const startMs = 1_000

/** When what failed is tried again: after half a minute, a minute, two, up to an hour. */
export const retryInMs = (failures: number): number =>
  Math.min(firstRetryMs * 2 ** Math.max(0, failures - 1), hourMs)

/** The schedules of a home; one snapshot at a time, so that no machine has to save several at once. */
export class SnapshotSchedules {
  readonly #file
  readonly #latest = new Latest<readonly StoredSchedule[]>([])
  #running: string | undefined

  constructor(
    home: string,
    private readonly snapshots: Snapshots,
    private readonly connections: Connections,
  ) {
    this.#file = scheduleFile(home)
  }

  /** Reads the schedules; one that was saved when the app ended is found again. */
  async load(): Promise<void> {
    const { schedules } = await this.#file.read()
    this.#latest.set(schedules.map((each) => this.#withFinished(each)))
  }

  async *follow(signal: AbortSignal): AsyncGenerator<readonly [readonly SnapshotSchedule[]]> {
    for await (const [schedules] of this.#latest.follow(signal))
      yield [(schedules ?? []).map((each) => toSchedule(each, each.connectionId === this.#running))]
  }

  async set(connectionId: string, settings: ScheduleSettings): Promise<void> {
    const row = this.connections.rows().find(({ id }) => id === connectionId)
    if (!row) throw fail('notFound', 'There is no such connection any more.')
    if (row.snapshotFile !== undefined)
      throw fail('invalid', 'A snapshot file has no schedule: nothing changes in it.')
    const known = this.#find(connectionId)
    const nextAt = known?.lastAt === undefined ? Date.now() : known.lastAt + settings.everyHours * hourMs
    const begun = { connectionId, made: [], failures: 0, ...known, ...settings, nextAt }
    await this.#set([...this.#others(connectionId), begun])
  }

  async remove(connectionId: string): Promise<void> {
    await this.#set(this.#others(connectionId))
  }

  async runNow(connectionId: string): Promise<void> {
    if (!this.#find(connectionId)) throw fail('notFound', 'This connection has no schedule.')
    await this.#change(connectionId, { nextAt: Date.now() })
  }

  /** Saves what is due, until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await delay(startMs, signal).catch(() => {})
    while (!signal.aborted) {
      await this.#forgetRemoved()
      const [next] = [...this.#latest.value].sort((a, b) => this.#dueAt(a) - this.#dueAt(b))
      const inMs = next ? this.#dueAt(next) - Date.now() : lookMs
      if (next && inMs <= 0) await this.#run(next, signal)
      else await this.#latest.changed(signal, Math.min(inMs, lookMs))
    }
    await this.#file.settled()
  }

  async #run(schedule: StoredSchedule, signal: AbortSignal): Promise<void> {
    const { connectionId, everyHours } = schedule
    const { snapshots, connections } = this
    const change = (changed: Partial<StoredSchedule>) => this.#change(connectionId, changed)
    this.#running = connectionId
    this.#latest.set(this.#latest.value)
    try {
      await runSchedule({ snapshots, connections }, schedule, change, signal)
      await change({ failures: 0, failure: undefined, nextAt: Date.now() + everyHours * hourMs })
    } catch (error) {
      if (signal.aborted) return
      const failures = schedule.failures + 1
      const failure = toStoredFailure(toFailure(error))
      const nextAt = Date.now() + retryInMs(failures)
      // Where not even that can be written, it is known until the app ends.
      await change({ failures, failure, making: undefined, nextAt }).catch(() => {})
    } finally {
      this.#running = undefined
      this.#latest.set(this.#latest.value)
    }
  }

  /** One that waits for a password is due as soon as its connection is open. */
  #dueAt({ connectionId, failure, nextAt }: StoredSchedule): number {
    if (failure?.code !== 'unauthenticated') return nextAt
    const row = this.connections.rows().find(({ id }) => id === connectionId)
    return row?.state.kind === 'ready' ? Math.min(nextAt, Date.now()) : Infinity
  }

  /** A connection that is gone has no schedule; what was saved stays. */
  async #forgetRemoved(): Promise<void> {
    const known = new Set(this.connections.rows().map(({ id }) => id))
    const left = this.#latest.value.filter(({ connectionId }) => known.has(connectionId))
    if (left.length < this.#latest.value.length) await this.#set(left).catch(() => {})
  }

  #withFinished({ making, ...schedule }: StoredSchedule): StoredSchedule {
    const id = making && this.snapshots.library.idAt(making)
    return id && !schedule.made.includes(id) ? { ...schedule, made: [id, ...schedule.made] } : schedule
  }

  #find(connectionId: string): StoredSchedule | undefined {
    return this.#latest.value.find((each) => each.connectionId === connectionId)
  }

  #others(connectionId: string): readonly StoredSchedule[] {
    return this.#latest.value.filter((each) => each.connectionId !== connectionId)
  }

  /** Changes a schedule that is still there; in memory also where the disk is full. */
  async #change(connectionId: string, change: Partial<StoredSchedule>): Promise<void> {
    await this.#set(
      this.#latest.value.map((each) => (each.connectionId === connectionId ? { ...each, ...change } : each)),
    )
  }

  async #set(schedules: readonly StoredSchedule[]): Promise<void> {
    this.#latest.set(schedules)
    await this.#file.write({ schedules: [...schedules] })
  }
}
