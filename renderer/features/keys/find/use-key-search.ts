import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { FindMode, FoundKeysState } from '../../../../shared/contract/tree'
import { toFailure, type Failure } from '../../../../shared/failure'
import type { ShownTree } from '../../../stores/tree'

/** A search as you type: each change of text or mode starts it anew and cancels the one before. */
export interface KeySearch {
  readonly text: Ref<string>
  readonly mode: Ref<FindMode>
  /** How the search stands; what the one before found stays until the new one has something to say. */
  readonly found: Readonly<Ref<FoundKeysState | undefined>>
  readonly failure: Readonly<Ref<Failure | undefined>>
  readonly isSearching: Readonly<Ref<boolean>>
  /** Stops; what was found so far stays. */
  cancel(): void
}

/** Searches all keys of a tree. Ends with the surrounding scope. */
export function useKeySearch(tree: ShownTree, initialMode: FindMode): KeySearch {
  const text = ref('')
  const mode = ref<FindMode>(initialMode)
  const found = shallowRef<FoundKeysState>()
  const failure = shallowRef<Failure>()
  const isSearching = ref(false)
  let stop = new AbortController()

  function cancel() {
    stop.abort()
    isSearching.value = false
  }

  async function run() {
    cancel()
    failure.value = undefined
    if (!text.value) {
      found.value = undefined
      return
    }
    const mine = (stop = new AbortController())
    isSearching.value = true
    try {
      for await (const state of tree.find({ text: text.value, mode: mode.value }, mine.signal)) {
        if (mine.signal.aborted) break
        found.value = Object.freeze(state)
        // Nothing follows: the end of the stream need not be waited for.
        if (state.isDone) isSearching.value = false
      }
    } catch (error) {
      const reason = toFailure(error)
      if (mine.signal.aborted || reason.code === 'canceled') return
      found.value = undefined
      failure.value = reason
    } finally {
      if (stop === mine) isSearching.value = false
    }
  }

  watch([text, mode], () => void run())
  onScopeDispose(cancel)
  return { text, mode, found, failure, isSearching, cancel }
}
