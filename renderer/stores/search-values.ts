import { computed, shallowRef } from 'vue'
import type { ValueHit, ValueSearchRow } from '../../shared/contract/search'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { perConnection } from './per-connection'

export interface ValueSearchInput {
  readonly prefix: Uint8Array
  readonly text: string
  readonly mode: 'substring' | 'regex'
  /** At which revision; absent: the newest. */
  readonly revision?: bigint
}

function valueSearch(connectionId: string, signal: AbortSignal) {
  const row = shallowRef<ValueSearchRow>()
  const hits = shallowRef<readonly ValueHit[]>([])
  const failure = shallowRef<Failure>()
  const isRunning = shallowRef(false)
  const startedAt = shallowRef(0)
  let stop = new AbortController()
  signal.addEventListener('abort', () => stop.abort(), { once: true })

  function cancel(): void {
    stop.abort()
    isRunning.value = false
  }

  /** Searches; what is found comes into `hits` as it is found. Never throws: see `failure`. */
  async function search(input: ValueSearchInput): Promise<void> {
    cancel()
    const mine = (stop = new AbortController())
    row.value = undefined
    hits.value = []
    failure.value = undefined
    isRunning.value = true
    startedAt.value = performance.now()
    try {
      const open = (both: AbortSignal) => client().search.values({ connectionId, ...input }, { signal: both })
      for await (const batch of pull(open, mine.signal)) {
        if (mine.signal.aborted) return
        row.value = Object.freeze(batch.at(-1))
        const found = batch.flatMap((each) => each.hits)
        if (found.length > 0) hits.value = Object.freeze([...hits.value, ...found])
      }
    } catch (error) {
      const reason = toFailure(error)
      if (!mine.signal.aborted && reason.code !== 'canceled') failure.value = reason
    } finally {
      if (stop === mine) isRunning.value = false
    }
  }

  /** Keys looked into per second. */
  const perSecond = computed(() => {
    const seconds = (performance.now() - startedAt.value) / 1000
    return row.value && seconds > 0.3 ? row.value.searchedKeys / seconds : undefined
  })

  return { row, hits, failure, isRunning, perSecond, search, cancel }
}

/** The one search in values of a connection: it goes on while its dialog is closed, and a new one ends the old. */
export const useSearchValuesStore = perConnection('search-values', valueSearch)

/** The same among values of the past. */
export const usePastSearchStore = perConnection('past-search', valueSearch)
