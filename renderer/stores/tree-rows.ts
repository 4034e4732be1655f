import { nextTick, shallowRef } from 'vue'
import type { TreeRow } from '../../shared/contract/tree'
import { toFailure } from '../../shared/failure'
import { client } from '../client'
import { covers, indexOfPath, noRows, rowAt, shiftInSight, windowAround, type RowWindow } from './row-window'

/** What is drawn, and how many rows what is in view has moved in all: down by those that came in above it. */
export interface ShownRows {
  readonly window: RowWindow
  readonly movedRows: number
}

/** The rows in sight: `last` is exclusive. */
export interface Viewport {
  readonly first: number
  readonly last: number
}

/**
 * The window of a tree's rows around what is in sight. It is replaced as a whole when the newer rows are here, so
 * nothing flickers, and says how far the first row in sight moved, so that a view can stay with it. One request at a
 * time.
 *
 * @param treeId the tree as it is now; another id is another tree
 */
export function treeRows(treeId: () => string, signal: AbortSignal) {
  const shown = shallowRef<ShownRows>({ window: noRows, movedRows: 0 })
  let viewport: Viewport = { first: 0, last: 60 }
  let isFetching = false
  let isStale = false

  async function request({ first, last }: Viewport): Promise<RowWindow> {
    const range = windowAround(Math.max(0, first), last)
    const { version, rowCount, rows } = await client().tree.rows({ tree: treeId(), ...range }, { signal })
    return Object.freeze({ version, rowCount, from: range.from, rows: Object.freeze(rows) })
  }

  async function locateInTree(path: Uint8Array): Promise<number | undefined> {
    return (await client().tree.rowOf({ tree: treeId(), path }, { signal })).row
  }

  /** How far what is in sight moved, when that is further than a window reaches. */
  async function farShift(): Promise<number> {
    const { first, last } = viewport
    const before = shown.value.window
    for (const index of [first, last - 1, before.from]) {
      const row = rowAt(before, index)
      const now = row && (await locateInTree(row.path))
      if (now !== undefined) return now - index
    }
    return 0
  }

  // What is drawn and what is in sight may both change while main is asked: they are looked at when the answer is here.
  async function fetchOnce(): Promise<void> {
    let window = await request(viewport)
    let moved = shiftInSight(shown.value.window, window, viewport) ?? (await farShift())
    // Moved further than the window reaches: drawn as it is, rows in sight would be blank for a moment.
    if (!covers(window, viewport.first + moved, viewport.last + moved)) {
      window = await request({ first: viewport.first + moved, last: viewport.last + moved })
      moved = shiftInSight(shown.value.window, window, viewport) ?? moved
    }
    shown.value = { window, movedRows: shown.value.movedRows + moved }
  }

  /** Asks for the rows in sight again; a wish that comes meanwhile is served by the next request. */
  async function refresh(): Promise<void> {
    isStale = true
    if (isFetching) return
    isFetching = true
    try {
      while (isStale && !signal.aborted) {
        isStale = false
        await fetchOnce()
        // The view moves with its rows, and may have been scrolled while main was asked.
        await nextTick()
        isStale ||= !covers(shown.value.window, viewport.first, viewport.last)
      }
    } catch (error) {
      // A tree that has just ended: what is drawn stays until its successor has rows.
      if (toFailure(error).code === 'internal') throw error
    } finally {
      isFetching = false
    }
  }

  return {
    shown,
    refresh,
    /** Draws no rows. */
    clear(): void {
      shown.value = { window: noRows, movedRows: shown.value.movedRows }
    },
    /** Says which rows are in sight; asks for more when the window does not reach far enough. */
    look(at: Viewport): void {
      viewport = at
      if (treeId() && !covers(shown.value.window, at.first, at.last)) void refresh()
    },
    /** Draws the rows around one, wherever that is, and gives it; nothing when there is no such row any more. */
    async jump(row: number): Promise<TreeRow | undefined> {
      const half = Math.ceil((viewport.last - viewport.first) / 2)
      const window = await request({ first: row - half, last: row + half })
      const found = rowAt(window, row)
      if (found) shown.value = { ...shown.value, window }
      return found
    },
    /** The row a path stands at now; undefined when it is not visible. */
    locate: async (path: Uint8Array): Promise<number | undefined> =>
      indexOfPath(shown.value.window, path) ?? (await locateInTree(path)),
    /** One row, from the window or from main. */
    async rowAtIndex(row: number): Promise<TreeRow | undefined> {
      const known = rowAt(shown.value.window, row)
      if (known) return known
      const answer = await client().tree.rows({ tree: treeId(), from: row, to: row + 1 }, { signal })
      return answer.rows[0]
    },
  }
}
