import { computed, shallowRef } from 'vue'
import type { ExpandScope, FindMode, FoundKeysState, TreeRow, TreeState } from '../../shared/contract/tree'
import { rangeOf } from '../../shared/etcd/range'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { useChosenRowsStore } from './chosen-rows'
import { perConnection } from './per-connection'
import { RevisionClock } from './revision-clock'
import { connectionSeparator } from './separator'
import { treeRows } from './tree-rows'

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
  const separator = connectionSeparator(connectionId)
  const clock = new RevisionClock()
  const treeId = () => state.value?.tree ?? ''
  const rows = treeRows(treeId, signal)
  let isRunning = false
  let opened = new AbortController()
  /** What was selected in the tree before this one: shown again as soon as its folders are there. */
  let toRestore: Uint8Array | undefined
  signal.addEventListener('abort', () => opened.abort(), { once: true })

  function setFailure(error: unknown) {
    const reason = toFailure(error)
    if (!signal.aborted && reason.code !== 'canceled') failure.value = reason
  }

  function take(newest: TreeState): void {
    const isMoved = newest.version !== state.value?.version || newest.tree !== state.value.tree
    state.value = Object.freeze(newest)
    if (newest.revision !== undefined) clock.mark(newest.revision, Date.now())
    if (isMoved) rows.refresh().catch(setFailure)
    if (toRestore && newest.following === 'live') restore(toRestore).catch(setFailure)
  }

  /** Follows one tree, a state a frame at most, until it is to be opened differently or main ends it. */
  async function follow(stop: AbortSignal): Promise<void> {
    const input = { connectionId, prefix: new Uint8Array(), separator: separator.bytes.value }
    const open = (until: AbortSignal) => client().tree.open(input, { signal: until })
    try {
      for await (const batch of pull(open, stop)) {
        const newest = batch.at(-1)
        if (stop.aborted) return
        if (!newest) continue
        take(newest)
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    } catch (error) {
      if (!stop.aborted) throw error
    }
  }

  /** Follows the tree until the connection is forgotten or main ends it; `failure` says why. Does nothing while it runs. */
  async function start(): Promise<void> {
    if (isRunning || signal.aborted) return
    isRunning = true
    failure.value = undefined
    try {
      await separator.loaded
      do {
        opened = new AbortController()
        await follow(opened.signal)
      } while (opened.signal.aborted && !signal.aborted)
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

  async function restore(path: Uint8Array): Promise<void> {
    toRestore = undefined
    // A folder of the tree before may be none in this one.
    if (!(await tryReveal(path))) select(undefined)
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
    const below = separator.bytes.value.length > 0 ? [rangeOf(separator.prefixOf(key))] : []
    for (const range of [{ key }, ...below]) {
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
    /** What splits keys into folders, as text; empty: a flat list. */
    separator: separator.text,
    separatorBytes: separator.bytes,
    /** What every key below a folder begins with. */
    prefixOf: separator.prefixOf,
    /** Splits the keys differently from now on: the tree is opened anew, and what is selected stays so if it is there. */
    splitBy(text: string): void {
      if (text === separator.text.value) return
      separator.set(text)
      // The same path is another folder now.
      useChosenRowsStore(connectionId).clear()
      toRestore = selected.value
      opened.abort()
    },
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
