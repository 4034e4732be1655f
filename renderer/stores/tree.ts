import type { TreeRow } from '../../shared/contract/tree'
import { rangeOf } from '../../shared/etcd/range'
import { client, pull } from '../client'
import { useChosenRowsStore } from './chosen-rows'
import { pause } from './follow'
import { perConnection } from './per-connection'
import { connectionSeparator } from './separator'
import { treeView } from './tree-view'

const revealWaitMs = 3_000
/** What moves by more revisions in a frame is read by nobody: the next state is waited for a little longer then. */
const fastRevisions = 8n
const fastIntervalMs = 200

/**
 * The key tree of a connection, as main has it and follows it; see {@link treeView}. A tree that ended is opened again
 * by `start`.
 */
export const useTreeStore = perConnection('tree', (connectionId, signal) => {
  const separator = connectionSeparator(connectionId)
  const { view, control } = treeView(separator, signal)
  let isRunning = false
  let opened = new AbortController()
  /** What was selected in the tree before this one: shown again as soon as its folders are there. */
  let toRestore: Uint8Array | undefined
  signal.addEventListener('abort', () => opened.abort(), { once: true })

  /** Follows one tree, a state a frame at most (five a second where keys change fast), until it is to be opened differently or main ends it. */
  async function follow(stop: AbortSignal): Promise<void> {
    const input = { connectionId, prefix: new Uint8Array(), separator: separator.bytes.value }
    const open = (until: AbortSignal) => client().tree.open(input, { signal: until })
    try {
      for await (const batch of pull(open, stop)) {
        const newest = batch.at(-1)
        if (stop.aborted) return
        if (!newest) continue
        const before = view.state.value?.revision ?? newest.revision
        control.take(newest)
        if (toRestore && newest.following === 'live') restore(toRestore).catch(control.setFailure)
        if ((newest.revision ?? 0n) - (before ?? 0n) > fastRevisions) await pause(fastIntervalMs, stop)
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
    view.failure.value = undefined
    try {
      await separator.loaded
      do {
        opened = new AbortController()
        await follow(opened.signal)
      } while (opened.signal.aborted && !signal.aborted)
    } catch (error) {
      control.setFailure(error)
    } finally {
      isRunning = false
    }
  }

  async function restore(path: Uint8Array): Promise<void> {
    toRestore = undefined
    // A folder of the tree before may be none in this one.
    if (!(await view.reveal(path))) view.select(undefined)
  }

  /** Reveals a path that was just written: waits up to three seconds for the tree to hear of it. */
  async function revealSoon(path: Uint8Array): Promise<TreeRow | undefined> {
    const until = Date.now() + revealWaitMs
    for (;;) {
      const found = await view.reveal(path)
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
    ...view,
    start,
    /** What splits keys into folders, as text; empty: a flat list. */
    separator: separator.text,
    /** Splits the keys differently from now on: the tree is opened anew, and what is selected stays so if it is there. */
    splitBy(text: string): void {
      if (text === separator.text.value) return
      separator.set(text)
      // The same path is another folder now.
      useChosenRowsStore(connectionId).clear()
      toRestore = view.selected.value
      opened.abort()
    },
    revealSoon,
    /**
     * Opens all folders above a path, selects it and brings it into sight; gives its row, or nothing when etcd has no
     * such key and nothing below it. A path that the tree has not heard of yet is waited for.
     */
    reveal: async (path: Uint8Array): Promise<TreeRow | undefined> =>
      (await view.reveal(path)) ?? ((await isThere(path)) ? revealSoon(path) : undefined),
  }
})

/** What views of a tree need of the store behind it: the one that follows, or the one of the past. */
export type ShownTree = Pick<
  ReturnType<typeof useTreeStore>,
  | 'state'
  | 'shown'
  | 'selected'
  | 'active'
  | 'scrollTarget'
  | 'separatorBytes'
  | 'look'
  | 'locate'
  | 'rowAtIndex'
  | 'select'
  | 'activate'
  | 'ageMs'
  | 'expand'
  | 'expandAll'
  | 'findRow'
  | 'find'
  | 'reveal'
>
