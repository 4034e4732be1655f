import { computed, shallowRef } from 'vue'
import type { TreeRow, TreeState } from '../../shared/contract/tree'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { perConnection } from './per-connection'
import { RevisionClock } from './revision-clock'
import { covers, indexOfPath, noRows, rowAt, shiftOf, windowAround, type RowWindow } from './row-window'

/** What is drawn, and how far what was in view moved since the window before (in rows). */
export interface ShownRows {
  readonly window: RowWindow
  readonly shift: number
}

/** The rows in sight: `last` is exclusive. */
export interface Viewport {
  readonly first: number
  readonly last: number
}

/** A wish to bring a row into sight; a new object each time. */
export interface ScrollTarget {
  readonly row: number
  readonly align: 'nearest' | 'center'
}

/**
 * The key tree of a connection, as main has it: its state, and the window of rows around what is in sight. Rows are
 * replaced as a whole when the newer ones are here, so nothing flickers. Selection is by path, not by place.
 * Actions throw what main says; a tree that ended is opened again by `start`.
 */
export const useTreeStore = perConnection('tree', (connectionId, signal) => {
  const state = shallowRef<TreeState>()
  const failure = shallowRef<Failure>()
  const shown = shallowRef<ShownRows>({ window: noRows, shift: 0 })
  const selected = shallowRef<Uint8Array>()
  const active = shallowRef<Uint8Array>()
  const scrollTarget = shallowRef<ScrollTarget>()
  const clock = new RevisionClock()
  let viewport: Viewport = { first: 0, last: 60 }
  let isRunning = false
  let isFetching = false
  let isStale = false

  const treeId = () => state.value?.tree ?? ''

  /** Follows the tree until the connection is forgotten or main ends it; `failure` says why. Does nothing while it runs. */
  async function start(): Promise<void> {
    if (isRunning || signal.aborted) return
    isRunning = true
    failure.value = undefined
    try {
      const open = (stop: AbortSignal) =>
        client().tree.open({ connectionId, prefix: new Uint8Array() }, { signal: stop })
      for await (const batch of pull(open, signal)) {
        const newest = batch.at(-1)
        if (!newest) continue
        const isMoved = newest.version !== state.value?.version || newest.tree !== state.value.tree
        state.value = Object.freeze(newest)
        if (newest.revision !== undefined) clock.mark(newest.revision, Date.now())
        if (isMoved) void fetchRows()
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    } catch (error) {
      const reason = toFailure(error)
      if (!signal.aborted && reason.code !== 'canceled') failure.value = reason
    } finally {
      isRunning = false
    }
  }

  /** Asks for rows one request at a time; a wish that comes meanwhile is served by the next one. */
  async function fetchRows(): Promise<void> {
    isStale = true
    if (isFetching) return
    isFetching = true
    try {
      while (isStale && !signal.aborted) {
        isStale = false
        await fetchOnce()
      }
    } catch (error) {
      // A tree that has just ended or moved on: what is drawn stays until its successor has rows.
      if (toFailure(error).code === 'internal') failure.value = toFailure(error)
    } finally {
      isFetching = false
    }
  }

  async function fetchOnce(): Promise<void> {
    const before = shown.value.window
    const anchor = rowAt(before, viewport.first)
    const { first, last } = viewport
    let window = await requestRows({ first, last })
    let shift = anchor ? shiftOf(before, window, anchor.path) : 0
    if (shift === undefined && anchor) {
      const { row } = await client().tree.rowOf({ tree: treeId(), path: anchor.path }, { signal })
      shift = row === undefined ? 0 : row - viewport.first
      if (shift !== 0) window = await requestRows({ first: first + shift, last: last + shift })
    }
    if (viewport.first !== first && window.version !== before.version) {
      // Scrolled while asking: the shift still holds, the window may not.
      isStale ||= !covers(window, viewport.first + (shift ?? 0), viewport.last + (shift ?? 0))
    }
    shown.value = { window, shift: shift ?? 0 }
  }

  async function requestRows({ first, last }: Viewport): Promise<RowWindow> {
    const range = windowAround(Math.max(0, first), last)
    const { version, rowCount, rows } = await client().tree.rows({ tree: treeId(), ...range }, { signal })
    return Object.freeze({ version, rowCount, from: range.from, rows: Object.freeze(rows) })
  }

  /** Says which rows are in sight. Asks for more when the window does not reach far enough. */
  function look(at: Viewport): void {
    viewport = at
    if (state.value && !covers(shown.value.window, at.first, at.last)) void fetchRows()
  }

  /** The row a path stands at now; undefined when it is not visible. */
  async function locate(path: Uint8Array): Promise<number | undefined> {
    const known = indexOfPath(shown.value.window, path)
    if (known !== undefined) return known
    return (await client().tree.rowOf({ tree: treeId(), path }, { signal })).row
  }

  /** One row, from the window or from main. */
  async function rowAtIndex(row: number): Promise<TreeRow | undefined> {
    const known = rowAt(shown.value.window, row)
    if (known) return known
    const answer = await client().tree.rows({ tree: treeId(), from: row, to: row + 1 }, { signal })
    return answer.rows[0]
  }

  async function showRow(row: number, align: ScrollTarget['align']): Promise<void> {
    const seen = viewport.last - viewport.first
    if (!covers(shown.value.window, row, row + 1) || row >= shown.value.window.rowCount) {
      const half = Math.floor(seen / 2)
      shown.value = { window: await requestRows({ first: row - half, last: row + half }), shift: 0 }
    }
    scrollTarget.value = { row, align }
  }

  /** Opens all folders above a path, selects it and brings it into sight; gives its row, or nothing when there is none. */
  async function reveal(path: Uint8Array): Promise<TreeRow | undefined> {
    const { row } = await client().tree.reveal({ tree: treeId(), path }, { signal })
    if (row === undefined) return undefined
    const half = Math.ceil((viewport.last - viewport.first) / 2)
    const window = await requestRows({ first: row - half, last: row + half })
    const found = rowAt(window, row)
    if (!found) return undefined
    selected.value = found.path
    active.value = found.path
    shown.value = { window, shift: 0 }
    scrollTarget.value = { row, align: 'center' }
    return found
  }

  return {
    state,
    failure,
    shown,
    selected,
    active,
    scrollTarget,
    /** Keys below the root as far as it is known. */
    keyCount: computed(() => state.value?.keyCount),
    start,
    look,
    locate,
    rowAtIndex,
    /** Milliseconds since a row changed, if that was a moment ago. */
    ageMs: (row: TreeRow, nowMs: number) =>
      row.changedAt === undefined ? undefined : clock.ageMs(row.changedAt, nowMs),
    /** Brings a row into sight. */
    showRow,
    /** Makes a path the active and selected one; it need not be visible. */
    select(path: Uint8Array | undefined) {
      selected.value = path
      active.value = path
    },
    /** Moves the keyboard's place without selecting. */
    activate(path: Uint8Array) {
      active.value = path
    },
    expand: (path: Uint8Array, isExpanded: boolean) =>
      client().tree.expand({ tree: treeId(), path, isExpanded }, { signal }),
    reveal,
    /** Like `reveal`, for a path that was just written: waits up to three seconds for the tree to hear of it. */
    async revealSoon(path: Uint8Array): Promise<TreeRow | undefined> {
      const until = Date.now() + 3_000
      for (;;) {
        const found = await reveal(path)
        if (found || signal.aborted || Date.now() > until) return found
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    /** Type-ahead: the next row after `after` whose name begins with `text`. */
    findRow: async (text: string, after: number) =>
      (await client().tree.findRow({ tree: treeId(), text, after }, { signal })).row,
    refresh: () => client().tree.refresh({ tree: treeId() }, { signal }),
  }
})
