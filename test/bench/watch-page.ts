import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { App } from '../e2e/driver/app'
import { until } from '../support/until'
import type { Seen } from './keep-up'
import { fillIn } from './tree'

const exact = { exact: true } as const
export const prefix = '/bench/'

/** How a panel's log grows. */
interface RowsWatch {
  /** Resolves when a frame had so many rows. */
  whenAt(rows: number): Promise<void>
  /** Ends it, and tells. */
  end(): Promise<readonly Seen[]>
}

/** A panel over {@link prefix} in the built app, opened as a person does. */
export class PanelOnPage {
  private constructor(private readonly app: App) {}

  static async open(app: App, endpoints: readonly string[], keptEvents: number): Promise<PanelOnPage> {
    const { page } = app
    const connect = await fillIn(page, endpoints)
    await connect()
    await page.getByRole('link', { name: 'Watch', ...exact }).click()
    await page.getByRole('button', { name: 'New panel', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'New panel', ...exact })
    await dialog.getByRole('textbox', { name: 'Prefix', ...exact }).fill(prefix)
    await dialog.getByRole('textbox', { name: 'Events kept', ...exact }).fill(String(keptEvents))
    await dialog.getByRole('button', { name: 'Watch', ...exact }).click()
    const panel = new PanelOnPage(app)
    await panel.region.getByText('No event yet').waitFor()
    return panel
  }

  get page(): Page {
    return this.app.page
  }

  private get region() {
    return this.page.getByRole('region', { name: `Watch ${prefix}`, ...exact })
  }

  /** Notes from now on, in each frame with more rows than the one before, how many the log has. */
  async watchRows(): Promise<RowsWatch> {
    const log = this.region.getByRole('log', { name: 'Events', ...exact })
    const watched = await log.evaluateHandle((box) => {
      const seen: { atMs: number; rows: number }[] = []
      let isWaiting = false
      const look = () => {
        isWaiting = false
        const rows = Number(box.querySelector('[aria-setsize]')?.getAttribute('aria-setsize') ?? 0)
        if (rows > (seen.at(-1)?.rows ?? 0))
          seen.push({ atMs: performance.timeOrigin + performance.now(), rows })
      }
      // Frames in which nothing changed are not looked at: that would be work of the page as well.
      const observer = new MutationObserver(() => {
        if (isWaiting) return
        isWaiting = true
        requestAnimationFrame(look)
      })
      observer.observe(box, { subtree: true, childList: true, attributeFilter: ['aria-setsize'] })
      return { seen, observer }
    })
    return {
      async whenAt(rows) {
        const isThere = () => watched.evaluate(({ seen }) => seen.at(-1)?.rows ?? 0)
        await until(async () => (await isThere()) >= rows, { timeoutMs: 60_000, intervalMs: 100 })
      },
      end: () => watched.evaluate(({ seen, observer }) => (observer.disconnect(), seen)),
    }
  }

  /** Resolves when so many puts have come to the panel since it was opened, as its line says. */
  async hasSeen(puts: number): Promise<void> {
    const line = this.region.getByText(/^from rev/)
    await line.and(this.page.locator(`[title*="${puts.toLocaleString('en')} puts"]`)).waitFor({
      timeout: 600_000,
      state: 'attached',
    })
  }

  /** Every event that is kept, in its order, as an export writes it: key and revision. */
  async events(): Promise<readonly { readonly key: string; readonly modRevision: string }[]> {
    const path = join(this.app.home, 'events.jsonl')
    await this.region.getByRole('button', { name: 'Export', ...exact }).click()
    const dialog = this.page.getByRole('dialog', { name: 'Export events', ...exact })
    await dialog.getByRole('textbox', { name: 'File', ...exact }).fill(path)
    await dialog.getByRole('button', { name: 'Export', ...exact }).click()
    await dialog.getByRole('status').filter({ hasText: path }).waitFor({ timeout: 120_000 })
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n').slice(1, -1)
    return lines.map((line) => JSON.parse(line) as { key: string; modRevision: string })
  }
}
