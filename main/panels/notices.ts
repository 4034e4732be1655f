import type { PanelRow } from '../../shared/contract/panels'
import type { Panel } from './panel'
import { toPanelRows } from './to-panel-rows'

/** So many wait for a slow reader; the oldest go. */
const maxWaiting = 100

export interface Notice {
  readonly panel: string
  readonly row: PanelRow
}

interface Reader {
  readonly connectionId: string
  waiting: { readonly panel: Panel; readonly row: number }[]
  wake: () => void
}

/** Brings rows that meet their panel's condition to those who want to be told. */
export class Notices {
  readonly #readers = new Set<Reader>()

  /** A row that met the condition has come. */
  add(panel: Panel, row: number): void {
    for (const reader of this.#readers) {
      if (reader.connectionId !== panel.definition.connectionId) continue
      reader.waiting.push({ panel, row })
      if (reader.waiting.length > maxWaiting) reader.waiting.shift()
      reader.wake()
    }
  }

  /** Rows of a connection from now on, until the signal is aborted. */
  async *follow(
    connectionId: string,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Notice[], void, undefined> {
    const reader: Reader = { connectionId, waiting: [], wake: () => {} }
    signal.addEventListener('abort', () => reader.wake(), { once: true })
    this.#readers.add(reader)
    try {
      while (!signal.aborted) {
        if (reader.waiting.length === 0) await new Promise<void>((resolve) => (reader.wake = resolve))
        const taken = reader.waiting
        reader.waiting = []
        const notices = []
        for (const { panel, row } of taken) {
          const [found] = await toPanelRows(panel.log, [row])
          if (found) notices.push({ panel: panel.definition.id, row: found })
        }
        if (notices.length > 0) yield notices
      }
    } finally {
      this.#readers.delete(reader)
    }
  }
}
