import { setImmediate } from 'node:timers/promises'
import type { PanelFilter } from '../../shared/contract/panels'
import { bytesToText } from '../../shared/etcd/key'
import type { PanelLog } from './panel-log'
import { readRecords } from './read-rows'
import type { RowHead } from './row-page'

/** One call looks for so long; what is left is for the next. */
const callMs = 200
const busyMs = 8
/** Records are read so many bytes at a time. */
const batchBytes = 1 << 20
/** Bytes that are no UTF-8 become U+FFFD: binary values are looked at as well. */
const decoder = new TextDecoder('utf-8')

/** The kept rows that match one filter, found once and followed as more come. */
export class FilteredRows {
  readonly rows: number[] = []
  #next: number
  #looking: Promise<void> = Promise.resolve()
  readonly #key: string | undefined
  readonly #text: string | undefined

  constructor(
    private readonly log: PanelLog,
    private readonly filter: PanelFilter,
  ) {
    this.#next = log.table.first
    this.#key = filter.key?.toLowerCase() || undefined
    this.#text = filter.text?.toLowerCase() || undefined
  }

  /** Looks at rows before `end` for a while; true when all of them were. Calls wait for each other. */
  async look(end: number, signal?: AbortSignal): Promise<boolean> {
    const looking = this.#looking.then(() => this.#look(end, signal))
    this.#looking = looking.catch(() => {})
    await looking
    this.#forget()
    return this.#next >= end
  }

  async #look(end: number, signal: AbortSignal | undefined): Promise<void> {
    const begun = performance.now()
    while (this.#next < end && performance.now() - begun < callMs && !signal?.aborted) {
      const heads = this.#candidates(end)
      if (this.#text === undefined) this.rows.push(...heads.map(({ row }) => row))
      else await this.#matchTexts(heads, this.#text)
      await setImmediate()
    }
  }

  /** The next rows that match as far as memory tells. */
  #candidates(end: number): readonly RowHead[] {
    const heads: RowHead[] = []
    const begun = performance.now()
    this.#next = Math.max(this.#next, this.log.table.first)
    for (let bytes = 0; this.#next < end && bytes < batchBytes; this.#next++) {
      const head = this.log.table.head(this.#next)
      if (head && this.#mayMatch(head)) {
        heads.push(head)
        if (this.#text !== undefined) bytes += head.place.length
      }
      if (this.#next % 64 === 0 && performance.now() - begun > busyMs) {
        this.#next += 1
        break
      }
    }
    return heads
  }

  #mayMatch({ kind, key }: RowHead): boolean {
    if (this.filter.kinds && !this.filter.kinds.includes(kind)) return false
    if (kind === 'gap') return this.#key === undefined && this.#text === undefined
    return this.#key === undefined || bytesToText(key).toLowerCase().includes(this.#key)
  }

  async #matchTexts(heads: readonly RowHead[], text: string): Promise<void> {
    const has = (shown: string) => shown.toLowerCase().includes(text)
    const inKey = heads.map(({ key }) => has(bytesToText(key)))
    const places = heads.map(({ place }) => place)
    const records = await readRecords(places, (segment) => this.log.path(segment))
    heads.forEach(({ row }, i) => {
      const record = records[i]
      if (inKey[i] || (record && has(decoder.decode(record.kv.value)))) this.rows.push(row)
    })
  }

  /** Rows that are gone are at the front. */
  #forget(): void {
    const { first } = this.log.table
    const gone = this.rows.findIndex((row) => row >= first)
    if (gone !== 0) this.rows.splice(0, gone < 0 ? this.rows.length : gone)
  }
}
