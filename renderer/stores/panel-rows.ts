import { nextTick, shallowRef } from 'vue'
import type { PanelFilter, PanelRow, PanelState } from '../../shared/contract/panels'
import { toFailure, type Failure } from '../../shared/failure'
import { client } from '../client'
import {
  coversPlaces,
  newestPlaces,
  noPanelRows,
  placesAround,
  rowAtPlace,
  shiftOfRows,
  type PanelWindow,
  type Places,
} from './panel-window'

/** What is drawn, and how many places what is in sight has moved in all: up by those that went above it. */
export interface ShownPanelRows {
  readonly window: PanelWindow
  readonly moved: number
}

interface Source {
  readonly panel: string
  readonly state: () => PanelState | undefined
  readonly filter: () => PanelFilter | undefined
  /** The newest rows are wanted, wherever they are. */
  readonly isFollowing: () => boolean
}

/**
 * The window of a panel's rows around what is in sight, or at its end. Only such windows are fetched, one request at a
 * time; what is drawn is replaced as a whole. With a filter, places are counted among the rows that match, and main is asked
 * again until it has looked at all of them.
 */
export function panelRows(source: Source, signal: AbortSignal) {
  const shown = shallowRef<ShownPanelRows>({ window: noPanelRows, moved: 0 })
  const failure = shallowRef<Failure>()
  let viewport: Places = { first: 0, last: 40 }
  let isFetching = false
  let isStale = false

  /** What is to be asked for, when there are `count` rows in all. */
  function wanted(count: number): { from: number; to: number } {
    if (!source.isFollowing()) return placesAround(viewport)
    return newestPlaces(count, viewport.last - viewport.first)
  }

  async function request(state: PanelState, filter: PanelFilter | undefined): Promise<PanelWindow> {
    const { panel } = source
    if (filter) {
      const known = shown.value.window
      const { from, to } = wanted(known.filter === filter ? known.count : 0)
      const answer = await client().panels.rows({ panel, from, to, filter }, { signal })
      const { version, rows, matches = 0, isWhole = true } = answer
      return { version, filter, from, rows, count: matches, isWhole }
    }
    const { firstRow, rowCount } = state
    const count = rowCount - firstRow
    const { from, to } = wanted(count)
    const range = { from: firstRow + from, to: firstRow + Math.min(to, Math.max(count, from)) }
    const { version, rows } = await client().panels.rows({ panel, ...range }, { signal })
    const first = rows[0] ? rows[0].row - firstRow : from
    return { version, filter: undefined, from: first, rows, count, isWhole: true }
  }

  async function fetchOnce(): Promise<void> {
    const state = source.state()
    if (!state) return
    const filter = source.filter()
    const window = await request(state, filter)
    // Another filter was set meanwhile: its rows come next.
    if (source.filter() !== filter) return
    const before = shown.value
    const isSame = before.window.filter === filter
    const moved = isSame ? shiftOfRows(before.window, window, viewport) : 0
    shown.value = Object.freeze({ window: Object.freeze(window), moved: before.moved + moved })
    const end = window.from + window.rows.length
    isStale ||= !window.isWhole || (source.isFollowing() && end < window.count && filter !== undefined)
  }

  /** Asks again for what is in sight; a wish that comes meanwhile is served by the next request. */
  async function refresh(): Promise<void> {
    isStale = true
    if (isFetching) return
    isFetching = true
    try {
      while (isStale && !signal.aborted) {
        isStale = false
        await fetchOnce()
        failure.value = undefined
        // The view moves with its rows, and may have been scrolled while main was asked.
        await nextTick()
      }
    } catch (error) {
      const reason = toFailure(error)
      // A panel that was closed has no rows to ask for.
      if (!signal.aborted && reason.code !== 'notFound') failure.value = reason
    } finally {
      isFetching = false
    }
  }

  return {
    shown,
    failure,
    refresh,
    /** Says which places are in sight; asks for more when the window does not reach far enough. */
    look(at: Places): void {
      viewport = at
      if (source.state() && !coversPlaces(shown.value.window, at)) void refresh()
    },
    /** The row at a place, from the window or from main; undefined when there is none. */
    async rowAt(place: number): Promise<PanelRow | undefined> {
      const { window } = shown.value
      const known = rowAtPlace(window, place)
      if (known || place < 0 || place >= window.count) return known
      const first = window.filter ? 0 : (source.state()?.firstRow ?? 0)
      const input = { panel: source.panel, from: first + place, to: first + place + 1, filter: window.filter }
      return (await client().panels.rows(input, { signal })).rows[0]
    },
  }
}
