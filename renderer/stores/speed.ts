import { shallowRef } from 'vue'
import type { SpeedLoad, SpeedProgress, SpeedResult } from '../../shared/contract/speed'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { perConnection } from './per-connection'

/** A speed check as this tab knows it; `rates` are the writes a second of each half second so far. */
export type SpeedState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running'
      readonly progress?: SpeedProgress
      readonly rates: readonly number[]
      readonly isStopping: boolean
    }
  | { readonly kind: 'done'; readonly result: SpeedResult }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface SpeedChoice {
  readonly load: SpeedLoad
  readonly seconds: number
}

/** The speed check of a connection. It goes on behind other sections, and ends with the tab, cleaned up. */
export const useSpeedStore = perConnection('speed', (connectionId, signal) => {
  const state = shallowRef<SpeedState>({ kind: 'idle' })
  const choice = shallowRef<SpeedChoice>({ load: 's', seconds: 10 })

  function take(item: SpeedProgress | SpeedResult) {
    if (item.kind === 'done') {
      state.value = { kind: 'done', result: Object.freeze(item) }
      return
    }
    const { rates = [], isStopping = false } = state.value.kind === 'running' ? state.value : {}
    const isRate = item.phase === 'write' && item.seconds > 0
    state.value = {
      kind: 'running',
      progress: item,
      rates: isRate ? [...rates, item.perSecond] : rates,
      isStopping,
    }
  }

  /** Runs to its end; how it went is in `state`. */
  async function run(): Promise<void> {
    if (state.value.kind === 'running') return
    state.value = { kind: 'running', rates: [], isStopping: false }
    try {
      const open = (stop: AbortSignal) =>
        client().speed.run({ connectionId, ...choice.value }, { signal: stop })
      for await (const items of pull(open, signal)) for (const item of items) take(item)
      if (state.value.kind === 'running') state.value = { kind: 'idle' }
    } catch (error) {
      if (!signal.aborted) state.value = { kind: 'failed', failure: toFailure(error) }
    }
  }

  return {
    state,
    /** What is chosen for the next check. */
    choice,
    choose: (change: Partial<SpeedChoice>) => (choice.value = { ...choice.value, ...change }),
    run,
    /** What a check would do; throws the failure. */
    plan: (stop: AbortSignal) => client().speed.plan({ connectionId, ...choice.value }, { signal: stop }),
    /** Ends the writing; what was written is deleted, and the result told. */
    stop: async () => {
      if (state.value.kind !== 'running') return
      state.value = { ...state.value, isStopping: true }
      await client().speed.stop({ connectionId })
    },
    forget: () => {
      if (state.value.kind !== 'running') state.value = { kind: 'idle' }
    },
  }
})
