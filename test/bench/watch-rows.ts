import type { Page } from 'playwright-core'

export interface RowsSeen {
  readonly frames: number
  /** Frames with a row in sight that had no content. */
  readonly blank: number
  /** Pixels the tree was scrolled by, up and down. */
  readonly scrolledPx: number
}

interface Watched {
  frames: number
  blank: number
  scrolledPx: number
}

/** Looks in every frame whether all rows in sight are there: after all scripts of the frame but this one have run. */
export async function watchRows(page: Page): Promise<{ begin(): Promise<void>; end(): Promise<RowsSeen> }> {
  const tree = page.getByRole('tree', { name: 'Keys' })
  const watched = await tree.evaluateHandle((box): Watched => {
    const seen = { frames: 0, blank: 0, scrolledPx: 0 }
    let top = box.scrollTop
    const isBlank = () => {
      const view = box.getBoundingClientRect()
      const rows = [...box.querySelectorAll('[role=treeitem]')].map((row) => row.getBoundingClientRect())
      const inSight = rows.filter(({ top, bottom }) => bottom > view.top && top < view.bottom)
      const height = inSight.reduce(
        (sum, { top, bottom }) => sum + Math.min(bottom, view.bottom) - Math.max(top, view.top),
        0,
      )
      // Rows lie one below the other: less than the box is high means that one is missing.
      return height < view.height - 1
    }
    const look = () => {
      seen.frames += 1
      if (isBlank()) seen.blank += 1
      seen.scrolledPx += Math.abs(box.scrollTop - top)
      top = box.scrollTop
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    return seen
  })
  return {
    begin: () => watched.evaluate((seen) => void Object.assign(seen, { frames: 0, blank: 0, scrolledPx: 0 })),
    end: () => watched.evaluate((seen) => ({ ...seen })),
  }
}
