import { maxHeldBytes, maxHeldEvents, type PanelActivity } from '../../shared/contract/panels'
import { orAbort } from '../etcd/abort'
import type { WatchEvent } from '../etcd/watch-cursor'
import type { ConditionTest } from './condition'
import { EventRate } from './event-rate'
import type { FoundGap } from './find-gap'
import { gapRecord } from './gap-record'
import { KeptRows, type PauseLimits } from './kept-rows'
import { KnownKeys } from './known-keys'
import type { PanelDefinition } from './panel-definition'
import { PanelLog } from './panel-log'
import { at, flagMeets, toRecords } from './record'

export interface PanelEventsOptions {
  readonly folder: string
  /** As it is now. */
  readonly definition: () => PanelDefinition
  /** Of a new panel: the keys that are there when it begins; undefined where they are too many. */
  readonly start?: { readonly keys: readonly Uint8Array[] | undefined }
  /** Told each row that met the condition as it came. */
  readonly onMeets: (row: number) => void
  /** Rows came, or the disk's trouble did. */
  readonly onChange: () => void
  readonly limits?: PauseLimits
}

/** What has come to a panel: its log, how fast it came, which rows are kept and held, and the keys that are there. To be opened first. */
export class PanelEvents {
  readonly kept: KeptRows
  readonly rate = new EventRate()
  /** What keeps the log from being written now. */
  trouble: Extract<PanelActivity, { kind: 'interrupted' }> | undefined
  readonly #known: KnownKeys
  #log: PanelLog | undefined
  /** Everything up to here was taken; the log's cursor follows. */
  #taken = 0n

  constructor(private readonly options: PanelEventsOptions) {
    const { folder, definition, limits = { events: maxHeldEvents, bytes: maxHeldBytes } } = options
    this.#known = new KnownKeys(folder)
    this.kept = new KeptRows(definition, limits)
  }

  /** Reads what is there. */
  async open(): Promise<void> {
    const { folder, start, definition, onMeets, onChange } = this.options
    const { startedAt, spec } = definition()
    if (start && spec.filters.length === 0) this.#known.set(start.keys, startedAt - 1n)
    else if (!start) await this.#known.load()
    let isOpen = false
    this.#log = await PanelLog.open({
      folder,
      cursor: startedAt - 1n,
      onRecord: (row, source, from) => {
        this.#known.apply(source, from)
        this.kept.count(row, source.readUInt32LE(from + at.length))
        if (isOpen && ((source[from + at.flags] ?? 0) & flagMeets) !== 0) onMeets(row)
      },
      onFlush: (rows) => {
        this.rate.add(rows, Date.now())
        onChange()
        void this.tidy()
      },
      onTrouble: (failure) => {
        this.trouble = failure && { kind: 'interrupted', failure, sinceMs: Date.now() }
        onChange()
      },
    })
    isOpen = true
    this.#taken = this.#log.cursor
    if (start) await this.#known.save(startedAt - 1n)
  }

  get log(): PanelLog {
    if (!this.#log) throw new Error('The panel is not open yet.')
    return this.#log
  }

  get taken(): bigint {
    return this.#taken
  }

  get isFull(): boolean {
    return this.kept.isFull(this.log)
  }

  /** Takes the events of a watch and the revision up to which they are all; resolves when little waits for the disk. */
  async take(
    events: readonly WatchEvent[],
    taken: bigint,
    { meets, signal }: { readonly meets: ConditionTest; readonly signal: AbortSignal },
  ): Promise<void> {
    this.log.append(toRecords(events, { receivedMs: Date.now(), meets }), taken)
    this.#taken = taken
    // On a full disk it never comes to that.
    if (!this.log.hasRoom) await orAbort(this.log.room(), signal)
  }

  /** Adds what a compaction hid; the panel goes on after it. */
  async addGap({ gap, keys }: FoundGap, signal: AbortSignal): Promise<void> {
    this.log.append([gapRecord(gap)], gap.to)
    this.#taken = gap.to
    await orAbort(this.log.flushed(), signal)
    this.#known.set(this.options.definition().spec.filters.length > 0 ? undefined : keys, gap.to)
    await this.#known.save(gap.to)
  }

  /** The keys that are there as of {@link taken}; undefined when they are not known. */
  async knownKeys(signal: AbortSignal): Promise<Set<string> | undefined> {
    await orAbort(this.log.flushed(), signal)
    return this.#known.all()
  }

  /** Forgets rows that are no longer kept. */
  tidy(): Promise<void> {
    return this.kept.tidy(this.log, this.#known)
  }

  async close(): Promise<void> {
    await this.#log?.close()
    await this.kept.settled()
  }
}
