import type { PanelActivity, PanelState } from '../../shared/contract/panels'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { Latest } from '../latest'
import { conditionTest, type ConditionTest } from './condition'
import type { MemberNames } from './member-names'
import type { PanelDefinition } from './panel-definition'
import { PanelEvents, type PanelEventsOptions } from './panel-events'
import type { PanelLog } from './panel-log'
import { PanelWatch } from './panel-watch'
import { WatchState } from './watch-state'

export interface PanelOptions extends Pick<PanelEventsOptions, 'folder' | 'start' | 'limits'> {
  readonly definition: PanelDefinition
  /** Keeps a changed definition. */
  readonly save: (definition: PanelDefinition) => Promise<void>
  /** Told each row that met the condition as it came. */
  readonly onMeets: (panel: Panel, row: number) => void
  /** Told when it begins to do something else. */
  readonly onActivity: (activity: PanelActivity['kind']) => void
}

/** States are told about once a frame at most; what lies between is in the next. */
const stateIntervalMs = 16
/** What comes so fast is read by nobody, while drawing it in every frame takes the processor from what brings it. */
const fastPerSecond = 500
const fastIntervalMs = 200
const rateIntervalMs = 1_000

/** One panel: what has come to it, its watch while its connection is open, and how it stands. */
export class Panel {
  #definition: PanelDefinition
  readonly #changes = new Latest(0)
  readonly #events: PanelEvents
  readonly #watch: PanelWatch
  readonly #state: WatchState
  #meets: ConditionTest
  #told: PanelActivity['kind'] = 'starting'

  private constructor(private readonly options: PanelOptions) {
    this.#definition = options.definition
    this.#meets = conditionTest(options.definition.condition)
    this.#state = new WatchState(options.start === undefined, () => this.#changed())
    const { folder, start, limits } = options
    this.#events = new PanelEvents({
      ...{ folder, start, limits },
      definition: () => this.#definition,
      onMeets: (row) => options.onMeets(this, row),
      onChange: () => this.#changed(),
    })
    this.#watch = new PanelWatch({
      spec: options.definition.spec,
      events: this.#events,
      state: this.#state,
      meets: () => this.#meets,
      changes: this.#changes,
    })
  }

  /** Reads what is kept of it. It does not watch before {@link watch}. */
  static async open(options: PanelOptions): Promise<Panel> {
    const panel = new Panel(options)
    await panel.#events.open()
    await panel.#settle()
    return panel
  }

  get definition(): PanelDefinition {
    return this.#definition
  }

  get log(): PanelLog {
    return this.#events.log
  }

  /** One past the last row that is shown: what comes during a pause is held behind it. */
  get shownEnd(): number {
    return this.#events.kept.shownEnd(this.log)
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
      perSecond: this.#events.rate.read(Date.now()),
    }
  }

  /** The state now and with each change, a frame apart at least (200 ms where events come fast); ends without an error when the signal aborts. */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly [PanelState], void, void> {
    while (!signal.aborted) {
      const { state } = this
      yield [state]
      const isFast = state.perSecond.slice(-2).some((count) => count > fastPerSecond)
      await delay(isFast ? fastIntervalMs : stateIntervalMs, signal).catch(() => {})
      const isQuiet = state.perSecond.every((count) => count === 0)
      if (this.version === state.version)
        await this.#changes.changed(signal, isQuiet ? undefined : rateIntervalMs)
    }
  }

  /** See {@link PanelWatch.start}. */
  watch(clientOf: () => EtcdClient | undefined, names: MemberNames): void {
    this.#watch.start(clientOf, names)
  }

  /** Ends the watch and its stream; resolves when it has. */
  async unwatch(): Promise<void> {
    await this.#watch.stop()
  }

  /** What comes is held from now on. */
  async pause(): Promise<void> {
    if (this.#definition.pausedAt !== undefined) return
    await this.#save({ ...this.#definition, pausedAt: this.log.table.end })
  }

  /** Shows what was held; the rows there are then are all kept. */
  async resume(): Promise<void> {
    if (this.#definition.pausedAt === undefined) return
    this.#events.kept.keepAll(this.log)
    await this.#save({ ...this.#definition, pausedAt: undefined })
  }

  /** Forgets the rows that are shown. */
  async clear(): Promise<void> {
    this.#events.kept.keepUsual()
    await this.#save({ ...this.#definition, clearedTo: this.shownEnd })
    await this.#events.tidy()
  }

  /** Of rows that come from now on. Fails with `invalid` for a wrong path. */
  async setCondition(condition: PanelDefinition['condition']): Promise<void> {
    this.#meets = conditionTest(condition)
    await this.#save({ ...this.#definition, condition })
  }

  /** Ends the watch and closes the files. */
  async close(): Promise<void> {
    await this.unwatch()
    await this.#events.close()
  }

  get #activity(): PanelActivity {
    const { stream } = this.#state
    const { kept, trouble } = this.#events
    if (stream.kind === 'ended') return stream
    if (trouble) return trouble
    if (this.#definition.pausedAt === undefined) return stream
    return {
      kind: 'paused',
      held: kept.held(this.log),
      heldBytes: kept.heldBytes,
      isFull: kept.isFull(this.log),
    }
  }

  async #settle(): Promise<void> {
    const { pausedAt } = this.#definition
    const { end } = this.log.table
    // What was held and not on disk yet when the app ended comes again.
    if (pausedAt !== undefined && pausedAt > end) this.#definition = { ...this.#definition, pausedAt: end }
    await this.#events.tidy()
  }

  #changed(): void {
    this.#changes.set(this.version + 1)
    const { kind } = this.#activity
    if (kind === this.#told) return
    this.#told = kind
    this.options.onActivity(kind)
  }

  async #save(definition: PanelDefinition): Promise<void> {
    this.#definition = definition
    this.#changed()
    await this.options.save(definition)
  }
}
