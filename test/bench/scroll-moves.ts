import { setTimeout as delay } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'

const frameMs = 16
const notchPx = 120
const passMs = 1_500

const treeOf = (page: Page): Locator => page.getByRole('tree', { name: 'Keys' })

async function boxOf(tree: Locator) {
  const box = await tree.boundingBox()
  if (!box) throw new Error('The tree is not on screen.')
  return box
}

/** Turns the wheel by three notches a frame, from the top down and for the last third back up. */
export async function turnWheel(page: Page, forMs: number): Promise<void> {
  const tree = treeOf(page)
  const { x, y, width, height } = await boxOf(tree)
  await page.mouse.move(x + width / 2, y + height / 2)
  const startedAt = performance.now()
  for (let at = 0; at < forMs; at = performance.now() - startedAt) {
    await page.mouse.wheel(0, (at < (forMs * 2) / 3 ? 3 : -3) * notchPx)
    await delay(frameMs)
  }
}

/**
 * Drags the scrollbar's thumb to the end and back, one way in a second and a half. Where the scrollbar takes no room
 * (headless Chromium has none) the box is set to where the thumb would lead.
 */
export async function dragThumb(page: Page, forMs: number): Promise<void> {
  const tree = treeOf(page)
  const { x, y, width, height } = await boxOf(tree)
  const barPx = await tree.evaluate((box) => {
    box.scrollTop = 0
    return (box as HTMLElement).offsetWidth - box.clientWidth
  })
  const moveTo = async (share: number) => {
    if (barPx > 0) await page.mouse.move(x + width - barPx / 2, y + 4 + (height - 8) * share)
    else await tree.evaluate((box, at) => void (box.scrollTop = box.scrollHeight * at), share)
  }
  await moveTo(0)
  if (barPx > 0) await page.mouse.down()
  const startedAt = performance.now()
  for (let at = 0; at < forMs; at = performance.now() - startedAt) {
    const pass = (at % (2 * passMs)) / passMs
    await moveTo(pass < 1 ? pass : 2 - pass)
    await delay(frameMs)
  }
  if (barPx > 0) await page.mouse.up()
}

/** Goes to a place far away ten times a second. */
export async function jump(page: Page, forMs: number): Promise<void> {
  const tree = treeOf(page)
  const startedAt = performance.now()
  for (let at = 0, i = 1; at < forMs; at = performance.now() - startedAt, i++) {
    // Multiples of the golden ratio: far from each other, and the same in each run.
    await tree.evaluate((box, share) => void (box.scrollTop = box.scrollHeight * share), (i * 0.618) % 1)
    await delay(100)
  }
}
