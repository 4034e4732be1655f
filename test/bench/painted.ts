import type { Page } from 'playwright-core'

/** A row of the key tree: its name, and a text that it has to show (its count). */
export interface WantedRow {
  /** Absent: any row. */
  readonly name?: string
  readonly text?: string
}

/**
 * Milliseconds from a click to the end of the first frame in which the tree has a row, both as the page's own clock
 * has them: what drives the mouse and waits for the answer does not count.
 *
 * @param click does the one click, and nothing before it in the page
 */
export async function paintedAfterClick(
  page: Page,
  row: WantedRow,
  click: () => Promise<void>,
): Promise<number> {
  const measured = await page.evaluateHandle(({ name, text }) => {
    let clickedAt: number | undefined
    addEventListener('click', ({ timeStamp }) => (clickedAt = timeStamp), { capture: true, once: true })
    const isThere = () =>
      [...document.querySelectorAll('[role=tree] [role=treeitem]')].some(
        (item) =>
          (name === undefined || item.getAttribute('aria-label') === name) &&
          (text === undefined || item.textContent.includes(text)),
      )
    const painted = new Promise<number>((resolve) => {
      const look = () => {
        if (clickedAt === undefined || !isThere()) return void requestAnimationFrame(look)
        const { port1, port2 } = new MessageChannel()
        // A message that is posted while a frame is made comes after it.
        port1.onmessage = () => resolve(performance.now() - (clickedAt ?? 0))
        port2.postMessage(undefined)
      }
      requestAnimationFrame(look)
    })
    return { painted }
  }, row)
  await click()
  return await measured.evaluate(({ painted }) => painted)
}
