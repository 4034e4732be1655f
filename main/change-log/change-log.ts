import type { ChangeLogState, LogActivity, LogGap } from '../../shared/contract/change-log'
import { toFailure, type Failure } from '../../shared/failure'
import type { BorrowedClient } from '../connections/borrow-client'
import { delay, throwIfAborted } from '../etcd/abort'
import type { WatchEvent } from '../etcd/watch-cursor'
import { Latest } from '../latest'
import { toRecords } from '../panels/record'
import { followChanges, retryIn } from './follow-changes'
import { Generation, listGenerations, makeGeneration, type GenerationHead } from './generation'
import { readLog } from './read-log'
import { Roll } from './roll'
import { saveFull } from './save-full'

const firstRetryMs = 5_000
const longestRetryMs = 300_000
const stateIntervalMs = 100

export interface ChangeLogOptions {
  /** Of its generations. */
  readonly folder: string
  readonly connectionId: string
  readonly borrow: () => Promise<BorrowedClient>
  readonly segmentBytes?: number
  /** What the files may take together. */
  readonly maxBytes: number
  readonly isOn: boolean
}

/** The log of one connection: its generations, and what is done to go on with the newest. */
export class ChangeLog {
  #generations: readonly Generation[] = []
  #activity: LogActivity = { kind: 'starting' }
  /** What keeps the files from being written. */
  #trouble: LogActivity | undefined
  #roll: Roll | undefined
  readonly #changes = new Latest(0)

  private constructor(private readonly options: ChangeLogOptions) {}

  /** Reads what is there. */
  static async open(options: ChangeLogOptions): Promise<ChangeLog> {
    const log = new ChangeLog(options)
    const found: Generation[] = []
    for (const id of await listGenerations(options.folder)) {
      // What cannot be read stays as it is, and is no part of what can be restored.
      const generation = await log.#openGeneration(id).catch(() => undefined)
      if (generation) found.push(generation)
    }
    log.#generations = found
    return log
  }

  /** Oldest first. */
  get generations(): readonly Generation[] {
    return this.#generations
  }

  get state(): ChangeLogState {
    const { connectionId, isOn, maxBytes } = this.options
    return {
      ...{ connectionId, isOn, maxBytes },
      ...(isOn ? { activity: this.#trouble ?? this.#activity } : {}),
      generations: this.#generations.map(({ row }) => row),
    }
  }

  /** The state now and with each change. */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly [ChangeLogState]> {
    for await (const _ of this.#changes.follow(signal)) {
      void _
      yield [this.state]
      await delay(stateIntervalMs, signal).catch(() => {})
    }
  }

  /** Tells readers that what is said of it has changed. */
  touch(): void {
    this.#changes.set(this.#changes.value + 1)
  }

  /** Writes until the signal is aborted; files are whole and synced when it resolves. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      let gap: LogGap | undefined
      const newest = this.#generations.at(-1)
      if (newest && !newest.log.isWhole) gap = gapAfter(newest, 'damaged')
      let current = gap ? undefined : newest
      while (!signal.aborted) {
        current ??= await this.#begin(gap, signal)
        const roll = new Roll(signal)
        this.#roll = roll
        const cause = await followChanges(this.#followed(current), roll.signal)
        const next = await roll.end()
        await current.log.close()
        gap = cause && gapAfter(current, cause)
        // Made before it was known that something is missing.
        if (cause) await next?.remove()
        else if (next) {
          await copyTail(current, next)
          await this.#add(next)
        }
        current = cause ? undefined : next
      }
    } catch (error) {
      if (!signal.aborted) this.#interrupted(toFailure(error))
    } finally {
      await this.#roll?.end()
      await Promise.all(this.#generations.map(({ log }) => log.close()))
    }
  }

  #followed(generation: Generation) {
    const { log, head } = generation
    return {
      place: async () => {
        await log.flushed()
        const full = { path: generation.fullPath, revision: BigInt(head.revision) }
        const { cursor, last } = log
        return { clusterId: head.clusterId, cursor, last, full: generation.isFresh ? undefined : full }
      },
      borrow: this.options.borrow,
      take: async (events: readonly WatchEvent[]) => {
        const records = toRecords(events, { receivedMs: Date.now(), meets: () => false })
        log.append(records, events.at(-1)?.kv.modRevision ?? log.cursor)
        await log.room()
      },
      onLive: () => {
        generation.isFresh = false
        this.#set({ kind: 'live' })
      },
      onInterrupted: (failure: Failure) => this.#interrupted(failure),
    }
  }

  /** Begins a generation; tries again until it can. */
  async #begin(gap: LogGap | undefined, signal: AbortSignal): Promise<Generation> {
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(2 * retryMs, longestRetryMs)) {
      throwIfAborted(signal)
      try {
        const generation = await this.#make(gap, signal, (activity) => this.#set(activity))
        await this.#add(generation)
        return generation
      } catch (error) {
        throwIfAborted(signal)
        const failure = toFailure(error)
        this.#interrupted(failure)
        await delay(retryIn(failure, retryMs), signal)
      }
    }
  }

  async #make(
    gap: LogGap | undefined,
    signal: AbortSignal,
    tell: (activity: LogActivity) => void,
  ): Promise<Generation> {
    const { folder, connectionId, borrow } = this.options
    const { client, release } = await borrow()
    try {
      const id = ((await listGenerations(folder)).at(-1) ?? 0) + 1
      await makeGeneration(folder, id, async (path): Promise<GenerationHead> => {
        const onProgress = ({ bytes, totalBytes }: { bytes: number; totalBytes?: number }) =>
          tell({ kind: 'saving', bytes, totalBytes })
        const full = await saveFull({ client, connectionId, path, onProgress }, signal)
        return { ...full, gap: gap && { ...gap, from: String(gap.from) } }
      })
      const generation = await this.#openGeneration(id)
      generation.isFresh = true
      return generation
    } finally {
      await release()
    }
  }

  /** Puts the next generation beside the others, and lets the oldest go that are too much. */
  async #add(generation: Generation): Promise<void> {
    this.#generations = [...this.#generations, generation]
    const isTooMuch = () =>
      this.#generations.reduce((sum, { bytes }) => sum + bytes, 0) > this.options.maxBytes
    for (
      let [oldest, ...rest] = this.#generations;
      rest.length > 0 && isTooMuch();
      [oldest, ...rest] = rest
    ) {
      if (oldest?.isHeld) break
      this.#generations = rest
      await oldest?.remove()
    }
    this.touch()
  }

  #openGeneration(id: number): Promise<Generation> {
    return Generation.open(this.options.folder, id, {
      segmentBytes: this.options.segmentBytes,
      onTrouble: (failure) => {
        this.#trouble = failure && { kind: 'interrupted', failure, since: Date.now() }
        this.touch()
      },
      onWritten: () => {
        this.touch()
        this.#rollWhenDue()
      },
    })
  }

  /** Half of the room is for a generation; its log is at least as large as its snapshot. */
  #rollWhenDue(): void {
    const current = this.#generations.at(-1)
    if (!current) return
    const { head, log } = current
    if (log.bytes < Math.max(this.options.maxBytes / 2 - head.fullBytes, head.fullBytes)) return
    this.#roll?.begin(
      (signal) => this.#make(undefined, signal, () => {}),
      async (revision, signal) => {
        while (log.cursor < revision && !signal.aborted) await this.#changes.changed(signal)
      },
    )
  }

  #interrupted(failure: Failure): void {
    const since = this.#activity.kind === 'interrupted' ? this.#activity.since : Date.now()
    this.#set({ kind: 'interrupted', failure, since })
  }

  #set(activity: LogActivity): void {
    this.#activity = activity
    this.touch()
  }
}

/** Gives the next generation what the one before has above its snapshot: etcd may have compacted that meanwhile. */
async function copyTail(before: Generation, { log, row }: Generation): Promise<void> {
  const range = { folder: before.folder, from: row.revision + 1n, to: before.log.cursor }
  for await (const revisions of readLog(range)) {
    for (const { revision, records } of revisions) log.append(records, revision)
    await log.room()
  }
  await log.flushed()
}

const gapAfter = ({ log }: Generation, cause: LogGap['cause']): LogGap => ({
  ...{ from: log.cursor + 1n, cause, foundAt: Date.now() },
})
