import type { PanelDefinition } from './panel-definition'
import type { KnownKeys } from './known-keys'
import type { PanelLog } from './panel-log'

/** How much a paused panel holds before its watch stands still. */
export interface PauseLimits {
  readonly events: number
  readonly bytes: number
}

/** Which rows of a panel's log are shown, held and kept. */
export class KeptRows {
  heldBytes = 0
  #keep: number
  #tidying: Promise<void> | undefined

  constructor(
    private readonly definition: () => PanelDefinition,
    private readonly limits: PauseLimits,
  ) {
    this.#keep = definition().spec.keptEvents
  }

  /** One past the last row that is shown: what comes during a pause is held behind it. */
  shownEnd({ table: { end } }: PanelLog): number {
    return Math.min(this.definition().pausedAt ?? end, end)
  }

  held(log: PanelLog): number {
    return log.table.end - this.shownEnd(log)
  }

  /** True when a paused panel's room is used up. */
  isFull(log: PanelLog): boolean {
    if (this.definition().pausedAt === undefined) return false
    return this.held(log) >= this.limits.events || this.heldBytes >= this.limits.bytes
  }

  /** A row of so many bytes has come. */
  count(row: number, bytes: number): void {
    if (row >= (this.definition().pausedAt ?? Infinity)) this.heldBytes += bytes
  }

  /** What is there now is kept whole, however much came during a pause. */
  keepAll({ table: { first, end } }: PanelLog): void {
    this.heldBytes = 0
    this.#keep = Math.max(this.definition().spec.keptEvents, end - first)
  }

  keepUsual(): void {
    this.#keep = this.definition().spec.keptEvents
  }

  /** Forgets rows that are no longer kept, and files of which none is. During a pause nothing goes: somebody is reading. */
  async tidy(log: PanelLog, known: KnownKeys): Promise<void> {
    const { clearedTo, pausedAt } = this.definition()
    const oldest = pausedAt === undefined ? log.table.end - this.#keep : 0
    log.table.dropTo(Math.max(clearedTo, oldest))
    if (this.#tidying || !log.hasGone) return this.#tidying
    this.#tidying = known
      .save(log.cursor)
      .then(() => log.removeGone())
      // A file that stays costs room on disk only; the next time it is tried again.
      .catch(() => {})
      .finally(() => (this.#tidying = undefined))
    return this.#tidying
  }

  /** Resolves when no file is being removed. */
  async settled(): Promise<void> {
    await this.#tidying
  }
}
