import { shallowRef, watch } from 'vue'
import type { TreeState } from '../../shared/contract/tree'
import { client, pull } from '../client'
import { pause } from './follow'
import { usePastKeyStore } from './past-key'
import { perConnection } from './per-connection'
import { connectionSeparator } from './separator'
import { useTreeStore } from './tree'
import { treeView } from './tree-view'

/** A slider that moves passes many revisions: one is opened when it rests for so long. */
const restMs = 120
/** The tree before stays until the new one's folders are listed, but no longer than this once it has rows. */
const patienceMs = 400

/**
 * The tree of a connection as it was at one revision; see {@link treeView}. Going to another revision opens that one's
 * tree with the same folders open, and lets the one before go as soon as the new one is shown.
 */
export const usePastTreeStore = perConnection('past-tree', (connectionId, signal) => {
  const separator = connectionSeparator(connectionId)
  const { view, control } = treeView(separator, signal)
  /** What was asked for, and what is shown. */
  const wanted = shallowRef<bigint>()
  const revision = shallowRef<bigint>()
  const isMoving = shallowRef(false)
  let shown = new AbortController()
  let coming = new AbortController()

  function end(): void {
    coming.abort()
    shown.abort()
  }
  signal.addEventListener('abort', end, { once: true })

  function show(at: bigint, state: TreeState, mine: AbortController): void {
    if (shown !== mine) shown.abort()
    shown = mine
    view.failure.value = undefined
    revision.value = at
    isMoving.value = wanted.value !== at
    control.take(state)
    void usePastKeyStore(connectionId).moveTo(at)
  }

  async function open(at: bigint, mine: AbortController): Promise<void> {
    const like = view.state.value?.tree ?? useTreeStore(connectionId).state?.tree
    const input = { connectionId, prefix: new Uint8Array(), separator: separator.bytes.value }
    const states = pull(
      (until) => client().tree.open({ ...input, revision: at, like }, { signal: until }),
      mine.signal,
    )
    let newest: TreeState | undefined
    const showNow = () => newest && newest.rowCount > 0 && shown !== mine && show(at, newest, mine)
    void pause(patienceMs, mine.signal).then(() => !mine.signal.aborted && showNow())
    const begun = performance.now()
    for await (const batch of states) {
      newest = batch.at(-1) ?? newest
      if (mine.signal.aborted) return
      if (!newest) continue
      const isSettled = newest.following === 'pinned' || newest.failure !== undefined
      if (shown === mine) control.take(newest)
      else if (isSettled) show(at, newest, mine)
      else if (performance.now() - begun > patienceMs) showNow()
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
  }

  /** Goes to a revision, when no other is asked for within a moment. What it fails with stands in `failure`. */
  async function goTo(at: bigint, { isNow = false } = {}): Promise<void> {
    wanted.value = at
    if (coming !== shown) coming.abort()
    if (at === revision.value && !shown.signal.aborted && !view.failure.value) {
      isMoving.value = false
      return
    }
    const mine = (coming = new AbortController())
    isMoving.value = true
    view.failure.value = undefined
    if (!isNow) await pause(restMs, mine.signal)
    if (mine.signal.aborted) return
    try {
      await separator.loaded
      await open(at, mine)
    } catch (error) {
      if (mine.signal.aborted) return
      isMoving.value = false
      control.setFailure(error)
    } finally {
      // A tree that main has ended is opened again when it is asked for again.
      mine.abort()
    }
  }

  // Split differently, the same revision is another tree.
  watch(separator.bytes, () => {
    if (wanted.value === undefined) return
    shown.abort()
    void goTo(wanted.value, { isNow: true })
  })

  return {
    ...view,
    wanted,
    revision,
    /** The tree of the revision that was asked for is not shown yet. */
    isMoving,
    goTo,
    /** Lets the tree go: nothing of the past is shown or held any more. */
    close(): void {
      end()
      wanted.value = undefined
      revision.value = undefined
      isMoving.value = false
      control.clear()
      usePastKeyStore(connectionId).close()
    },
  }
})
