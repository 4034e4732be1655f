import {
  maxHeldBytes,
  maxHeldEvents,
  type PanelActivity,
  type PanelState,
} from '../../shared/contract/panels'
import { toFailure } from '../../shared/failure'
import { delay, orAbort } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { WatchCreateRequest_FilterType as FilterType } from '../etcd/gen/etcdserverpb/watch_pb'
import { Latest } from '../latest'
import { conditionTest, type ConditionTest } from './condition'
import { EventRate } from './event-rate'
import type { FoundGap } from './find-gap'
import { gapRecord } from './gap-record'
import { KeptRows, type PauseLimits } from './kept-rows'
import { KnownKeys } from './known-keys'
import type { MemberNames } from './member-names'
import { rangeOfPanel, type PanelDefinition } from './panel-definition'
import { PanelLog } from './panel-log'
import { at, flagMeets, toRecords } from './record'
import { watchPanel, type WatchedPanel } from './watch-panel'
import { WatchState } from './watch-state'

export interface PanelOptions {
  readonly folder: string
  readonly definition: PanelDefinition
  /** Of a new panel: the keys that are there when it begins; undefined where they are too many. */
  readonly start?: { readonly keys: readonly Uint8Array[] | undefined }
  /** Keeps a changed definition. */
  readonly save: (definition: PanelDefinition) => Promise<void>
  /** Told each row that met the condition as it came. */
  readonly onMeets: (panel: Panel, row: number) => void
  readonly limits?: PauseLimits
}

/** States are told about once a frame at most; what lies between is in the next. */
const stateIntervalMs = 16
const rateIntervalMs = 1_000

/** One panel: its log, its watch while its connection is open, and how it stands. */
export class Panel {
  #log: PanelLog | undefined
  #definition: PanelDefinition
  readonly #changes = new Latest(0)
  readonly #known: KnownKeys
  readonly #rate = new EventRate()
  readonly #kept: KeptRows
  #meets: ConditionTest
  readonly #state: WatchState
  #diskTrouble: PanelActivity | undefined
  /** Everything up to here was taken; the log's cursor follows. */
  #taken = 0n
  #watching: { readonly stop: AbortController; readonly done: Promise<void> } | undefined
  #stopped: Promise<void> = Promise.resolve()

  private constructor(readonly options: PanelOptions) {
    this.#definition = options.definition
    this.#known = new KnownKeys(options.folder)
    const limits = options.limits ?? { events: maxHeldEvents, bytes: maxHeldBytes }
    this.#kept = new KeptRows(() => this.#definition, limits)
    this.#meets = conditionTest(options.definition.condition)
    this.#state = new WatchState(options.start === undefined, () => this.#changed())
  }

  /** Reads what is kept of it. It does not watch before {@link watch}. */
  static async open(options: PanelOptions): Promise<Panel> {
    const panel = new Panel(options)
    await panel.#open()
    return panel
  }

  get definition(): PanelDefinition {
    return this.#definition
  }

  get log(): PanelLog {
    if (!this.#log) throw new Error('The panel is not open yet.')
    return this.#log
  }

  /** One past the last row that is shown: what comes during a pause is held behind it. */
  get shownEnd(): number {
    return this.#kept.shownEnd(this.log)
  }

  get version(): number {
    return this.#changes.value
  }

  get state(): PanelState {
    const { id, connectionId, spec, condition, startedAt } = this.#definition
    const { table, totals, cursor } = this.log
    return {
      panel: { id, connectionId, spec, condition },
      version: this.version,
      activity: this.#activity,
      note: this.#state.note,
      endpoint: this.#state.endpoint,
      revision: cursor < startedAt ? undefined : cursor,
      startedAt,
      firstRow: table.first,
      rowCount: this.shownEnd,
      events: totals,
      perSecond: this.#rate.read(Date.now()),
    }
  }

  /** The state now and with each change, a frame apart at least; ends without an error when the signal aborts. */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly [PanelState], void, void> {
    while (!signal.aborted) {
      const { state } = this
      yield [state]
      await delay(stateIntervalMs, signal).catch(() => {})
      const isQuiet = state.perSecond.every((count) => count === 0)
      if (this.version === state.version)
        await this.#changes.changed(signal, isQuiet ? undefined : rateIntervalMs)
    }
  }

  /**
   * Watches while the connection is open, until {@link unwatch}; a second call changes nothing.
   *
   * @param clientOf the client in use now; undefined when the connection is closed
   */
  watch(clientOf: () => EtcdClient | undefined, names: MemberNames): void {
    if (this.#watching) return
    const stop = new AbortController()
    const previous = this.#stopped
    const done = previous
      .then(() => watchPanel(this.#watched(names, stop.signal), clientOf, stop.signal))
      .catch((error: unknown) => this.#state.ended(toFailure(error), rangeOfPanel(this.#definition.spec)))
      .then(() => {
        // The connection was closed; what ended for good stays so until it is.
        if (this.#watching?.stop === stop && this.#state.stream.kind !== 'ended') this.#watching = undefined
      })
    this.#watching = { stop, done }
  }

  /** Ends the watch and its stream; resolves when it has. */
  async unwatch(): Promise<void> {
    const watching = this.#watching
    this.#watching = undefined
    if (watching) {
      watching.stop.abort()
      this.#stopped = watching.done
      await this.#stopped
      this.#state.closed()
    }
    await this.#stopped
  }

  /** What comes is held from now on. */
  async pause(): Promise<void> {
    if (this.#definition.pausedAt !== undefined) return
    await this.#save({ ...this.#definition, pausedAt: this.log.table.end })
  }

  /** Shows what was held; the rows there are then are all kept. */
  async resume(): Promise<void> {
    if (this.#definition.pausedAt === undefined) return
    this.#kept.keepAll(this.log)
    await this.#save({ ...this.#definition, pausedAt: undefined })
  }

  /** Forgets the rows that are shown. */
  async clear(): Promise<void> {
    this.#kept.keepUsual()
    await this.#save({ ...this.#definition, clearedTo: this.shownEnd })
    await this.#kept.tidy(this.log, this.#known)
  }

  /** Of rows that come from now on. Fails with `invalid` for a wrong path. */
  async setCondition(condition: PanelDefinition['condition']): Promise<void> {
    this.#meets = conditionTest(condition)
    await this.#save({ ...this.#definition, condition })
  }

  /** Ends the watch and closes the files. */
  async close(): Promise<void> {
    await this.unwatch()
    await this.#log?.close()
    await this.#kept.settled()
  }

  get #activity(): PanelActivity {
    const { pausedAt } = this.#definition
    const { stream } = this.#state
    if (stream.kind === 'ended') return stream
    if (this.#diskTrouble) return this.#diskTrouble
    if (pausedAt === undefined) return stream
    const { heldBytes } = this.#kept
    return { kind: 'paused', held: this.#kept.held(this.log), heldBytes, isFull: this.#kept.isFull(this.log) }
  }

  async #open(): Promise<void> {
    const { folder, start } = this.options
    const { startedAt, pausedAt, spec } = this.#definition
    if (start && spec.filters.length === 0) this.#known.set(start.keys, startedAt - 1n)
    else if (!start) await this.#known.load()
    let isOpen = false
    const log = await PanelLog.open({
      folder,
      cursor: startedAt - 1n,
      onRecord: (row, source, from) => {
        this.#known.apply(source, from)
        this.#kept.count(row, source.readUInt32LE(from + at.length))
        if (!isOpen) return
        if (((source[from + at.flags] ?? 0) & flagMeets) !== 0) this.options.onMeets(this, row)
      },
      onFlush: (rows) => {
        this.#rate.add(rows, Date.now())
        this.#changed()
        void this.#kept.tidy(this.log, this.#known)
      },
      onTrouble: (failure) => {
        this.#diskTrouble = failure && { kind: 'interrupted', failure, sinceMs: Date.now() }
        this.#changed()
      },
    })
    isOpen = true
    this.#log = log
    this.#taken = log.cursor
    if (pausedAt !== undefined && pausedAt > log.table.end)
      this.#definition = { ...this.#definition, pausedAt: log.table.end }
    if (start) await this.#known.save(startedAt - 1n)
    await this.#kept.tidy(this.log, this.#known)
  }

  #watched(names: MemberNames, signal: AbortSignal): WatchedPanel {
    const { spec } = this.#definition
    const range = rangeOfPanel(spec)
    const cursor = () => this.#taken
    return {
      range,
      prevKv: spec.prevKv,
      filters: spec.filters.map((each) => (each === 'noPut' ? FilterType.NOPUT : FilterType.NODELETE)),
      get cursor() {
        return cursor()
      },
      knownKeys: async () => {
        await orAbort(this.log.flushed(), signal)
        return this.#known.all()
      },
      take: async (events, taken) => {
        this.log.append(toRecords(events, { receivedMs: Date.now(), meets: this.#meets }), taken)
        this.#taken = taken
        // On a full disk it never comes to that.
        await orAbort(this.log.room(), signal)
        while (this.#kept.isFull(this.log) && !signal.aborted) await this.#changes.changed(signal)
      },
      addGap: (found) => this.#addGap(found, signal),
      onLive: (client) => {
        this.#state.live(client.state, names, this.#taken + 1n)
        void names.ask(client, client.endpoints, signal)
      },
      onInterrupted: (failure) => this.#state.interrupted(failure),
      onResumed: async (client, endpoint) => {
        await names.ask(client, [endpoint], signal)
        this.#state.resumed(endpoint, names, this.#taken + 1n)
      },
      onEnded: (failure) => this.#state.ended(failure, range),
    }
  }

  async #addGap({ gap, keys }: FoundGap, signal: AbortSignal): Promise<void> {
    this.log.append([gapRecord(gap)], gap.to)
    this.#taken = gap.to
    await orAbort(this.log.flushed(), signal)
    this.#known.set(this.#definition.spec.filters.length > 0 ? undefined : keys, gap.to)
    await this.#known.save(gap.to)
    this.#state.gap(gap)
  }

  #changed(): void {
    this.#changes.set(this.version + 1)
  }

  async #save(definition: PanelDefinition): Promise<void> {
    this.#definition = definition
    this.#changed()
    await this.options.save(definition)
  }
}
