import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostName } from '../e2e/driver/machine'
import { sleep, type OpenSubject, type ShownRow } from '../integration/panels/fault-subject'
import { tempDir } from '../support/temp-dir'
import { fillIn, startApp } from './tree'

const exact = { exact: true } as const

interface Line {
  readonly event?: 'put' | 'delete' | 'gap'
  readonly key: string
  readonly modRevision: string
  readonly from: string
  readonly to: string
}

function toRow({ event, key, modRevision, from, to }: Line): readonly ShownRow[] {
  if (event === undefined) return []
  if (event === 'gap') return [{ kind: event, from: BigInt(from), to: BigInt(to) }]
  return [{ kind: event, key: new TextEncoder().encode(key), revision: BigInt(modRevision) }]
}

/** A panel on the page of the built app, handled and read as a person does; what it showed is what its export holds. */
export const screenSubject =
  (host: HostName): OpenSubject =>
  async (endpoints, prefix) => {
    const home = await tempDir()
    const app = await startApp(host, home.path)
    const { page } = app
    await (
      await fillIn(page, endpoints)
    )()
    await page.getByRole('link', { name: 'Watch', ...exact }).click()
    await page.getByRole('button', { name: 'New panel', ...exact }).click()
    const opening = page.getByRole('dialog', { name: 'New panel', ...exact })
    await opening.getByRole('textbox', { name: 'Prefix', ...exact }).fill(prefix)
    await opening.getByRole('radio', { name: 'From a revision', ...exact }).click()
    await opening.getByRole('textbox', { name: 'Start revision', ...exact }).fill('1')
    await opening.getByRole('textbox', { name: 'Events kept', ...exact }).fill('1000000')
    await opening.getByRole('button', { name: 'Watch', ...exact }).click()
    const region = page.getByRole('region', { name: `Watch ${prefix}`, ...exact })
    const press = (name: string) => region.getByRole('button', { name, ...exact }).click()
    const line = region.locator('[title*=" since it was opened"]')
    await line.waitFor()
    return {
      standing: async () => {
        const title = (await line.getAttribute('title', { timeout: 5_000 }).catch(() => undefined)) ?? ''
        const revision = /up to revision ([\d,]+) was seen/.exec(title)?.[1]?.replaceAll(',', '')
        const [note] = await region.getByRole('status').allInnerTexts()
        return { revision: BigInt(revision ?? 0), endpoint: /^at (\S+)$/m.exec(title)?.[1], note }
      },
      faults: {
        async 'page reload'() {
          await page.reload()
          await line.waitFor()
          return 'the page itself'
        },
        async 'page hangs'(between) {
          const ms = between(500, 3_000)
          await page.evaluate((forMs) => {
            const end = performance.now() + forMs
            while (performance.now() < end);
          }, ms)
          return `its thread is busy for ${ms} ms`
        },
        async pause(between) {
          const ms = between(50, 1_000)
          await press('Pause')
          await sleep(ms)
          await press('Resume')
          return `${ms} ms`
        },
      },
      rows: async () => {
        const path = join(home.path, 'shown.jsonl')
        await press('Export')
        const dialog = page.getByRole('dialog', { name: 'Export events', ...exact })
        await dialog.getByRole('textbox', { name: 'File', ...exact }).fill(path)
        await dialog.getByRole('button', { name: 'Export', ...exact }).click()
        await dialog.getByRole('status').filter({ hasText: path }).waitFor({ timeout: 120_000 })
        const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
        return lines.flatMap((each) => toRow(JSON.parse(each) as Line))
      },
      changed: () => app.consoleErrors.length,
      [Symbol.asyncDispose]: async () => {
        if (app.consoleErrors.length > 0) process.stdout.write(`${app.consoleErrors.join('\n')}\n`)
        await app.close()
        await home[Symbol.asyncDispose]()
      },
    }
  }
