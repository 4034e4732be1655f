import type { HistoryWindow } from '../../../../shared/contract/history'
import { fractionOf } from './revision-scale'

type Times = HistoryWindow['times']

/** About when the store came to a revision; `before`: no later than that, as etcdesk did not see it come. */
export interface RevisionMoment {
  readonly ms: number
  readonly isBefore: boolean
}

/** When the store was first seen at a revision or above; undefined where nothing is known. */
export function momentOf(revision: bigint, times: Times): RevisionMoment | undefined {
  const index = times.findIndex((point) => point.revision >= revision)
  const seen = times[index]
  return seen && { ms: seen.ms, isBefore: index === 0 && seen.revision > revision }
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' })
const exactClock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const exactForMs = 10 * 60_000

/** `14:05`, of the last minutes `14:05:12`, of another day `12 Nov, 14:05`. */
export function formatMoment(ms: number, nowMs: number): string {
  if (nowMs - ms < exactForMs) return exactClock.format(ms)
  return day.format(ms) === day.format(nowMs) ? clock.format(ms) : `${day.format(ms)}, ${clock.format(ms)}`
}

/** `about 14:05 today`; empty where nothing is known. */
export function momentInWords(moment: RevisionMoment | undefined, nowMs: number): string {
  if (!moment) return ''
  const today = day.format(moment.ms) === day.format(nowMs) ? ' today' : ''
  return `${moment.isBefore ? 'before' : 'about'} ${formatMoment(moment.ms, nowMs)}${today}`
}

/** A time that is written along the slider. */
export interface TimeTick {
  readonly fraction: number
  readonly text: string
}

/** Between the ends there is room for so many, so far apart. */
const gap = 0.16

/** The times that are known along a span, as many as can be told apart. */
export function timeTicks(window: HistoryWindow, nowMs: number): readonly TimeTick[] {
  const ticks: TimeTick[] = []
  for (const { revision, ms } of window.times) {
    if (revision < window.first || revision > window.current) continue
    const fraction = fractionOf(revision, window)
    const last = ticks.at(-1)
    if (fraction < gap || fraction > 1 - gap || (last && fraction - last.fraction < gap)) continue
    const text = formatMoment(ms, nowMs)
    if (text !== last?.text) ticks.push({ fraction, text })
  }
  return ticks
}
