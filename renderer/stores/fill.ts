import { shallowRef } from 'vue'
import type { ChurnRow } from '../../shared/contract/history'
import type { FillRow } from '../../shared/contract/maintenance'
import { toFailure, type Failure } from '../../shared/failure'
import type { PulledEvent } from '../../shared/pulled'
import { client, pull } from '../client'
import { perConnection } from './per-connection'
import { connectionSeparator } from './separator'

/** What is read: the keys that are there, then all their versions that are not compacted. */
export type FillPhase = 'keys' | 'versions' | 'done' | 'stopped'

/** What fills a store, by folder: what is there now, and what was written over the window that is not compacted. */
export const useFillStore = perConnection('fill', (connectionId, signal) => {
  const separator = connectionSeparator(connectionId)
  const phase = shallowRef<FillPhase>()
  const now = shallowRef<FillRow>()
  const written = shallowRef<ChurnRow>()
  const failure = shallowRef<Failure>()
  /** `performance.now()` when the phase began. */
  const sinceMs = shallowRef(0)
  let mine = new AbortController()
  signal.addEventListener('abort', () => mine.abort(), { once: true })

  /** Ends the reading; what was added up stays. */
  function stop(): void {
    mine.abort()
    if (phase.value === 'keys' || phase.value === 'versions') phase.value = 'stopped'
  }

  async function take<T>(
    open: (inner: AbortSignal) => Promise<AsyncIterable<PulledEvent<T>>>,
    until: AbortSignal,
    onRow: (row: T) => void,
  ) {
    for await (const rows of pull(open, until)) {
      const row = rows.at(-1)
      if (until.aborted) return
      if (row !== undefined) onRow(Object.freeze(row))
    }
  }

  async function read(): Promise<void> {
    mine.abort()
    const { signal: until } = (mine = new AbortController())
    now.value = undefined
    written.value = undefined
    failure.value = undefined
    const input = { connectionId, prefix: new Uint8Array(), separator: separator.bytes.value }
    try {
      phase.value = 'keys'
      sinceMs.value = performance.now()
      await take<FillRow>(
        (inner) => client().maintenance.fill(input, { signal: inner }),
        until,
        (row) => (now.value = row),
      )
      if (until.aborted) return
      phase.value = 'versions'
      sinceMs.value = performance.now()
      await take<ChurnRow>(
        (inner) => client().history.churn(input, { signal: inner }),
        until,
        (row) => (written.value = row),
      )
      if (!until.aborted) phase.value = 'done'
    } catch (error) {
      if (until.aborted) return
      failure.value = toFailure(error)
      phase.value = 'stopped'
    }
  }

  return { phase, now, written, failure, sinceMs, read, stop }
})
