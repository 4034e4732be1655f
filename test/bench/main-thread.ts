import type { CDPSession, Page } from 'playwright-core'

/** A span of time on the page's main thread, in milliseconds of the browser's clock. */
export interface Span {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  /** How long the thread really ran: without the time other processes had its core. */
  readonly cpuMs: number
}

/** What Chromium's own trace says about a page's main thread. */
export interface MainThread {
  /** Everything it did, one after the other: script, style, layout, painting, garbage. */
  readonly tasks: readonly Span[]
  /** Waiting until the compositor takes over a frame: where there is no GPU, that is the raster's time. */
  readonly commits: readonly Span[]
  /** When frames began, as `requestAnimationFrame` saw it. */
  readonly frames: readonly number[]
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-v8.gc']

/** Traces the page's main thread while `action` runs. */
export async function traceMainThread(page: Page, action: () => Promise<void>): Promise<MainThread> {
  const cdp = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await cdp.send('Tracing.start', {
    traceConfig: { includedCategories: categories, recordMode: 'recordUntilFull' },
    transferMode: 'ReportEvents',
  })
  await action()
  await ended(cdp)
  await cdp.detach()
  return mainThreadOf(events)
}

async function ended(cdp: CDPSession): Promise<void> {
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve))
  await cdp.send('Tracing.end')
  await complete
}

function mainThreadOf(events: readonly TraceEvent[]): MainThread {
  const threads = events
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => events.filter((each) => each.pid === pid && each.tid === tid))
  // A spare renderer may stand by; the page's is the one that draws.
  const own = threads.sort((a, b) => b.length - a.length)[0] ?? []
  const spans = (name: string) =>
    own
      .filter((each) => each.name === name && each.ph === 'X')
      .map(({ ts, dur = 0, tdur = 0 }) => ({
        ...{ name, startMs: ts / 1000, endMs: (ts + dur) / 1000, cpuMs: tdur / 1000 },
      }))
  const tasks = spans('RunTask')
  if (tasks.length === 0) throw new Error('The trace holds no task of the page.')
  return {
    tasks: tasks.sort((a, b) => a.startMs - b.startMs),
    commits: spans('Commit'),
    frames: spans('FireAnimationFrame')
      .map(({ startMs }) => startMs)
      .sort((a, b) => a - b),
  }
}
