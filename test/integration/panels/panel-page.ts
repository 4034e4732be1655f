import type { PanelRow, PanelState } from '../../../shared/contract/panels'
import { readPulled } from '../../../shared/pulled'
import type { TestApp } from '../../support/test-app'
import { connect, type Connected } from '../../support/transport'
import { nameOf } from './panel-reader'

const rowsPerRequest = 1_000

const nameOfRow = (row: PanelRow) =>
  row.kind === 'gap' ? `gap ${row.from} ${row.to}` : nameOf(row.kind, row.revision, row.key)

/**
 * A page that shows a panel: its state, and the rows it has not read. Each load is a new one, with a connection to main of
 * its own, which knows nothing and reads all rows anew; leaving hangs up in the middle of whatever was asked for.
 */
export class PanelPage {
  /** What was shown, by number, over all pages. */
  readonly rows = new Map<number, PanelRow>()
  /** Rows that a later page showed otherwise. */
  changed = 0
  state: PanelState | undefined
  #page: { readonly stop: AbortController; readonly done: Promise<void> } | undefined
  #hangs = Promise.resolve()
  #goOn = () => {}

  constructor(
    private readonly app: TestApp,
    private readonly panel: string,
  ) {}

  async load(): Promise<void> {
    const stop = new AbortController()
    const connection = await connect(this.app.app.router, 'port')
    const done = this.#read(connection, stop.signal)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) throw error
      })
      .finally(() => connection[Symbol.asyncDispose]())
    this.#page = { stop, done }
  }

  /** As a page ends: nothing is taken any more, and its port is gone. */
  async leave(): Promise<void> {
    this.goOn()
    this.#page?.stop.abort()
    await this.#page?.done
  }

  /** Takes nothing more until {@link goOn}, as a page does whose thread is busy. */
  hang(): void {
    this.#hangs = new Promise((resolve) => (this.#goOn = resolve))
  }

  goOn(): void {
    this.#goOn()
  }

  async #read({ client }: Connected, signal: AbortSignal): Promise<void> {
    const { panel } = this
    const states = readPulled(await client.panels.follow({ panel }, { signal }), (input) =>
      client.streams.grant(input),
    )
    let next = 0
    for await (const batch of states) {
      const state = batch.at(-1)
      if (!state) continue
      for (next = Math.max(next, state.firstRow); next < state.rowCount;) {
        await this.#hangs
        const to = Math.min(next + rowsPerRequest, state.rowCount)
        this.#show((await client.panels.rows({ panel, from: next, to }, { signal })).rows)
        next = to
      }
      this.state = state
    }
  }

  #show(rows: readonly PanelRow[]): void {
    for (const row of rows) {
      const before = this.rows.get(row.row)
      if (before && nameOfRow(before) !== nameOfRow(row)) this.changed += 1
      this.rows.set(row.row, row)
    }
  }
}
