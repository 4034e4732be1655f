import { shallowRef } from 'vue'
import type { HashCheckState } from '../../shared/contract/maintenance'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { perConnection } from './per-connection'

/** The check of all members' hashes, and what the last one said. */
export const useHashCheckStore = perConnection('hash-check', (connectionId, signal) => {
  const state = shallowRef<HashCheckState>()
  const failure = shallowRef<Failure>()
  const isRunning = shallowRef(false)
  let mine = new AbortController()
  signal.addEventListener('abort', () => mine.abort(), { once: true })

  function stop(): void {
    mine.abort()
    isRunning.value = false
  }

  async function run(): Promise<void> {
    mine.abort()
    const { signal: until } = (mine = new AbortController())
    state.value = undefined
    failure.value = undefined
    isRunning.value = true
    const open = (inner: AbortSignal) => client().maintenance.checkHashes({ connectionId }, { signal: inner })
    try {
      for await (const rows of pull(open, until)) {
        const row = rows.at(-1)
        if (until.aborted) return
        if (row) state.value = Object.freeze(row)
      }
    } catch (error) {
      if (!until.aborted) failure.value = toFailure(error)
    } finally {
      if (!until.aborted) isRunning.value = false
    }
  }

  return { state, failure, isRunning, run, stop }
})
