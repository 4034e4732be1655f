import { computed, shallowRef, type ComputedRef } from 'vue'
import type { ExpandScope, FindMode, FoundKeysState, TreeRow, TreeState } from '../../shared/contract/tree'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { RevisionClock } from './revision-clock'
import { treeRows } from './tree-rows'

/** A wish to bring a row into sight; a new object each time. */
export interface ScrollTarget {
  readonly row: number
  readonly align: 'nearest' | 'center'
}

export interface TreeSeparator {
  readonly bytes: ComputedRef<Uint8Array>
  readonly prefixOf: (folder: Uint8Array) => Uint8Array
}

/**
 * What a store knows of the open tree that `take` is given the states of: the rows around what is in sight, and which
 * path is selected and active (has the keyboard). Both are paths, not places: they survive what comes and goes around
 * them, and another tree. Actions throw what main says.
 */
export function treeView(separator: TreeSeparator, signal: AbortSignal) {
  const state = shallowRef<TreeState>()
  const failure = shallowRef<Failure>()
  const selected = shallowRef<Uint8Array>()
  const active = shallowRef<Uint8Array>()
  const scrollTarget = shallowRef<ScrollTarget>()
  const clock = new RevisionClock()
  const treeId = () => state.value?.tree ?? ''
  const rows = treeRows(treeId, signal)

  function setFailure(error: unknown) {
    const reason = toFailure(error)
    if (!signal.aborted && reason.code !== 'canceled') failure.value = reason
  }

  function select(path: Uint8Array | undefined): void {
    selected.value = path
    active.value = path
  }

  return {
    /** How the store itself keeps it up to date. */
    control: {
      setFailure,
      /** Shows what a tree says of itself; with another tree than before, its rows in place of that one's. */
      take(newest: TreeState): void {
        const isMoved = newest.version !== state.value?.version || newest.tree !== state.value.tree
        state.value = Object.freeze(newest)
        if (newest.revision !== undefined) clock.mark(newest.revision, Date.now())
        if (isMoved) rows.refresh().catch(setFailure)
      },
      /** Shows no tree. */
      clear(): void {
        state.value = undefined
        failure.value = undefined
        rows.clear()
      },
    },
    view: {
      state,
      failure,
      selected,
      active,
      scrollTarget,
      shown: rows.shown,
      look: rows.look,
      locate: rows.locate,
      rowAtIndex: rows.rowAtIndex,
      /** Keys below the root as far as it is known. */
      keyCount: computed(() => state.value?.keyCount),
      separatorBytes: separator.bytes,
      /** What every key below a folder begins with. */
      prefixOf: separator.prefixOf,
      /** Makes a path the active and selected one; it need not be visible. */
      select,
      /** Opens all folders above a path, selects it and brings it into sight; gives its row, or nothing. */
      async reveal(path: Uint8Array): Promise<TreeRow | undefined> {
        const { row } = await client().tree.reveal({ tree: treeId(), path }, { signal })
        const found = row === undefined ? undefined : await rows.jump(row)
        if (row === undefined || !found) return undefined
        select(found.path)
        scrollTarget.value = { row, align: 'center' }
        return found
      },
      /** Moves the keyboard's place to a row and brings it into sight, without selecting it. */
      async activate(path: Uint8Array, row: number): Promise<void> {
        active.value = path
        const { window } = rows.shown.value
        if (row < window.from || row >= window.from + window.rows.length) await rows.jump(row)
        scrollTarget.value = { row, align: 'nearest' }
      },
      /** Milliseconds since a row changed, if that was a moment ago. */
      ageMs: (row: TreeRow, nowMs: number) =>
        row.changedAt === undefined ? undefined : clock.ageMs(row.changedAt, nowMs),
      expand: (path: Uint8Array, isExpanded: boolean) =>
        client().tree.expand({ tree: treeId(), path, isExpanded }, { signal }),
      /** Opens all folders below a path or beside it; resolves when they are open. */
      expandAll: (path: Uint8Array, scope: ExpandScope) =>
        client().tree.expandAll({ tree: treeId(), path, scope }, { signal }),
      /** Type-ahead: the next row after `after` whose name begins with `text`. */
      findRow: async (text: string, after: number) =>
        (await client().tree.findRow({ tree: treeId(), text, after }, { signal })).row,
      /** Looks for keys among all, as far as it is with each item; leaving the loop or aborting cancels it. */
      async *find(
        search: { readonly text: string; readonly mode: FindMode },
        stop: AbortSignal,
      ): AsyncGenerator<FoundKeysState, void, void> {
        const open = (both: AbortSignal) =>
          client().tree.find({ tree: treeId(), ...search }, { signal: both })
        for await (const batch of pull(open, stop)) yield* batch
      },
      refresh: () => client().tree.refresh({ tree: treeId() }, { signal }),
    },
  }
}
