import type { Page } from 'playwright-core'
import { closeChromium } from '../e2e/driver/browser-run'
import startDisplay from '../e2e/driver/display'
import type { HostName } from '../e2e/driver/machine'
import { tempDir } from '../support/temp-dir'
import type { Bench, BenchResult } from './bench'
import { frameFigures } from './frame-figures'
import { traceMainThread } from './main-thread'
import { dragThumb, jump, turnWheel } from './scroll-moves'
import { folders, startStore } from './store'
import { fillIn, startApp } from './tree'
import { typeIntoFilter } from './type-into-filter'
import { watchRows } from './watch-rows'

const moves = { Wheel: turnWheel, Drag: dragThumb, Jump: jump }
const moveMs = { Wheel: 4_000, Drag: 4_000, Jump: 2_000 }
const warmUpMs = 1_000

/**
 * A tree with every folder open ("Expand all"), scrolled for ten seconds after one of warming up: four with the wheel,
 * four with the scrollbar's thumb, two from place to place. Then its filter is typed into; see `typeIntoFilter`.
 *
 * Frames are told from Chromium's trace of the page's main thread; see `frameFigures` for which of them are ours.
 * `blank_share` is the share of frames that were given to the compositor while a row in sight had no content yet.
 * What needs no main thread is not seen: between two frames the compositor may scroll on past the rows that are drawn.
 * It is run once: `rounds` does not matter. The desktop app's figures are the bench's, the browser host's stand beside.
 */
export const scroll: Bench = async ({ keys, version }) => {
  await using etcd = await startStore(keys, version)
  const endDisplay = await startDisplay()
  try {
    const electron = await measured('electron', etcd.endpoints, keys)
    const browser = await measured('browser', etcd.endpoints, keys)
    const beside = Object.entries(browser).map(([name, figure]) => [`browser_${name}`, figure] as const)
    return { keys, ...electron, ...Object.fromEntries(beside) }
  } finally {
    await closeChromium()
    await endDisplay?.()
  }
}

async function measured(host: HostName, endpoints: readonly string[], keys: number): Promise<BenchResult> {
  await using dir = await tempDir()
  await using app = await startApp(host, dir.path)
  const { page } = app
  const connect = await fillIn(page, endpoints)
  await connect()
  const expandMs = await expandAll(page, keys)
  for (const move of Object.values(moves)) await move(page, warmUpMs / 3)
  const rows = await watchRows(page)
  const blanks: Record<string, number> = {}
  let frames = 0
  let blank = 0
  const trace = await traceMainThread(page, async () => {
    for (const [name, move] of Object.entries(moves)) {
      await rows.begin()
      await move(page, moveMs[name as keyof typeof moveMs])
      const seen = await rows.end()
      frames += seen.frames
      blank += seen.blank
      // A mouse beside the thumb would be a still picture that counts as fluid.
      if (!(seen.scrolledPx > 10_000))
        throw new Error(`${name} moved the tree by ${seen.scrolledPx} px only.`)
      blanks[`blank_share_${name.toLowerCase()}`] = share(seen.blank, seen.frames)
      blanks[`scrolled_px_${name.toLowerCase()}`] = Math.round(seen.scrolledPx)
    }
  })
  const filter = await typeIntoFilter(page)
  return {
    ...frameFigures(trace),
    blank_share: share(blank, frames),
    ...blanks,
    ...filter,
    expand_all_ms: Math.round(expandMs),
  }
}

const share = (some: number, all: number) => Math.round((some / all) * 1000) / 1000

/** Opens every folder by the menu; resolves with how long that took when all rows are there. */
async function expandAll(page: Page, keys: number): Promise<number> {
  const top = page.getByRole('treeitem', { name: '/registry', exact: true })
  await top.getByText(keys.toLocaleString('en'), { exact: true }).waitFor()
  // The index answers it; how long that takes is the bench of the list.
  await page.getByRole('textbox', { name: 'Filter or go to prefix' }).fill('namespace-199/object')
  await page.getByRole('listbox', { name: 'Matches' }).waitFor({ timeout: 60_000 })
  await page.getByRole('textbox', { name: 'Filter or go to prefix' }).fill('')
  await top.click({ button: 'right' })
  const startedAt = performance.now()
  await page.getByRole('menuitem', { name: 'Expand all', exact: true }).click()
  const all = 1 + folders + keys
  await page.getByRole('tree', { name: 'Keys' }).evaluate(async (tree, rows) => {
    const row = tree.querySelector('[role=treeitem]')
    const count = () => tree.scrollHeight / (row?.clientHeight ?? NaN)
    while (Math.abs(count() - rows) > 0.5) await new Promise((resolve) => requestAnimationFrame(resolve))
  }, all)
  return performance.now() - startedAt
}
