import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { BenchResult } from './bench'
import { percentile, round1 } from './compare'

/** What is typed one after the other: a path from its beginning, a part of a name, and what no key has. */
const texts = ['/registry/services/namespace-117/object-', 'namespace-042/object-000', 'object-00012xyz']
/** Eight characters a second. */
const keyMs = 125

/**
 * Types into the filter key by key, at the rate of a fast typist. An answer is there when the search over all keys has
 * ended and what it found is painted: from the input event to the first task after that frame. Where the next key comes
 * before the answer, the answer to that counts for both. The first text warms up and does not count.
 */
export async function typeIntoFilter(page: Page): Promise<BenchResult> {
  const filter = page.getByRole('textbox', { name: 'Filter or go to prefix' })
  const answers = await filter.evaluateHandle((field) => {
    const all: number[] = []
    let pending: number[] = []
    const isAnswered = () => {
      const results = document.querySelector('[role=group][aria-label=Search]')
      return results?.getAttribute('aria-busy') === 'false'
    }
    const look = () => {
      if (pending.length > 0 && isAnswered()) {
        const answered = pending
        pending = []
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => all.push(...answered.map((at) => performance.now() - at))
        port2.postMessage(undefined)
      }
      requestAnimationFrame(look)
    }
    field.addEventListener('input', ({ timeStamp }) => {
      if ((field as HTMLInputElement).value) pending.push(timeStamp)
    })
    requestAnimationFrame(look)
    return all
  })
  for (const [i, text] of [texts[0] ?? '', ...texts].entries()) {
    await filter.fill('')
    await delay(500)
    if (i === 1) await answers.evaluate((all) => void (all.length = 0))
    await filter.pressSequentially(text, { delay: keyMs })
    await delay(1_000)
  }
  const times = await answers.evaluate((all) => all)
  return {
    filter_answers: times.length,
    filter_p50_ms: round1(percentile(times, 50)),
    filter_p95_ms: round1(percentile(times, 95)),
    filter_max_ms: round1(percentile(times, 100)),
  }
}
