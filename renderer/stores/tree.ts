import { computed, shallowRef } from 'vue'
import type { ExpandScope, FindMode, FoundKeysState, TreeRow, TreeState } from '../../shared/contract/tree'
import { rangeOf } from '../../shared/etcd/range'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { perConnection } from './per-connection'
import { RevisionClock } from './revision-clock'
import { treeRows } from './tree-rows'

const separator = '/'.charCodeAt(0)
const revealWaitMs = 3_000

/** A wish to bring a row into sight; a new object each time. */
export interface ScrollTarget {
  readonly row: number
  readonly align: 'nearest' | 'center'
}

/**
 * The key tree of a connection, as main has it: its state, the rows around what is in sight, and which path is
 * selected and active (has the keyboard). Both are paths, not places: they survive what comes and goes around them.
 * Actions throw what main says; a tree that ended is opened again by `start`.
 */
export const useTreeStore = perConnection('tree', (connectionId, signal) => {
  const state = shallowRef<TreeState>()
  const failure = shallowRef<Failure>()
  const selected = shallowRef<Uint8Array>()
  const active = shallowRef<Uint8Array>()
  const scrollTarget = shallowRef<ScrollTarget>()
  const clock = new RevisionClock()
  const treeId = () => state.value?.tree ?? ''
  const rows = treeRows(treeId, signal)
  let isRunning = false

  function setFailure(error: unknown) {
    const reason = toFailure(error)
    if (!signal.aborted && reason.code !== 'canceled') failure.value = reason
  }

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
        if (isMoved) rows.refresh().catch(setFailure)
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    } catch (error) {
      setFailure(error)
    } finally {
      isRunning = false
    }
  }

  function select(path: Uint8Array | undefined): void {
    selected.value = path
    active.value = path
  }

  async function tryReveal(path: Uint8Array): Promise<TreeRow | undefined> {
    const { row } = await client().tree.reveal({ tree: treeId(), path }, { signal })
    const found = row === undefined ? undefined : await rows.jump(row)
    if (row === undefined || !found) return undefined
    select(found.path)
    scrollTarget.value = { row, align: 'center' }
    return found
  }

  /** Reveals a path that was just written: waits up to three seconds for the tree to hear of it. */
  async function revealSoon(path: Uint8Array): Promise<TreeRow | undefined> {
    const until = Date.now() + revealWaitMs
    for (;;) {
      const found = await tryReveal(path)
      if (found || signal.aborted || Date.now() > until) return found
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** True when etcd has the key, or one below it. */
  async function isThere(key: Uint8Array): Promise<boolean> {
    for (const range of [{ key }, rangeOf(Uint8Array.of(...key, separator))]) {
      const input = { connectionId, ...range, limit: 1, keysOnly: true }
      if ((await client().kv.range(input, { signal })).count > 0n) return true
    }
    return false
  }

  return {
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
    start,
    /** Makes a path the active and selected one; it need not be visible. */
    select,
    revealSoon,
    /**
     * Opens all folders above a path, selects it and brings it into sight; gives its row, or nothing when etcd has no
     * such key and nothing below it. A path that the tree has not heard of yet is waited for.
     */
    async reveal(path: Uint8Array): Promise<TreeRow | undefined> {
      return (await tryReveal(path)) ?? ((await isThere(path)) ? revealSoon(path) : undefined)
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
      const open = (both: AbortSignal) => client().tree.find({ tree: treeId(), ...search }, { signal: both })
      for await (const batch of pull(open, stop)) yield* batch
    },
    refresh: () => client().tree.refresh({ tree: treeId() }, { signal }),
  }
})
