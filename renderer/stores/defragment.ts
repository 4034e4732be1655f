import { shallowRef } from 'vue'
import type { DefragmentState } from '../../shared/contract/maintenance'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { perConnection } from './per-connection'

export interface DefragmentInput {
  readonly members: readonly string[]
  readonly movesLeader: boolean
}

/** A defragmentation from its start to its account; it goes on while its dialog is closed. */
export const useDefragmentStore = perConnection('defragment', (connectionId, signal) => {
  const state = shallowRef<DefragmentState>()
  /** The account of the last one that ended, also after it was forgotten here. */
  const last = shallowRef<DefragmentState>()
  /** Why it could not be begun, or was not told to its end. */
  const failure = shallowRef<Failure>()
  const isRunning = shallowRef(false)
  const isStopping = shallowRef(false)
  /** `performance.now()`: when what is waited for began. */
  const sinceMs = shallowRef(0)

  async function run({ members, movesLeader }: DefragmentInput): Promise<void> {
    if (isRunning.value) return
    isRunning.value = true
    isStopping.value = false
    state.value = undefined
    failure.value = undefined
    sinceMs.value = performance.now()
    const input = { connectionId, members: [...members], movesLeader }
    try {
      for await (const rows of pull(
        (until) => client().maintenance.defragment(input, { signal: until }),
        signal,
      )) {
        const row = rows.at(-1)
        if (!row) continue
        if (row.waitsFor !== state.value?.waitsFor) sinceMs.value = performance.now()
        state.value = Object.freeze(row)
        if (row.kind === 'done') last.value = row
      }
    } catch (error) {
      failure.value = toFailure(error)
    } finally {
      isRunning.value = false
    }
  }

  return {
    state,
    last,
    failure,
    isRunning,
    isStopping,
    sinceMs,
    run,
    /** Ends it after the member under way. */
    async stop(): Promise<void> {
      isStopping.value = true
      await client().maintenance.stop({ connectionId }, { signal })
    },
    /** Forgets the account of one that has ended. */
    forget(): void {
      if (isRunning.value) return
      state.value = undefined
      failure.value = undefined
    },
  }
})
