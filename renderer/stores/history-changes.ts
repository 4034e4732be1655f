import { shallowRef } from 'vue'
import type { ChangedRow } from '../../shared/contract/history'
import { zeroByte } from '../../shared/etcd/range'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { perConnection } from './per-connection'
import { connectionSeparator } from './separator'

/** Two revisions below a prefix (empty: all keys). */
export interface ComparedFolder {
  readonly prefix: Uint8Array
  readonly from: bigint
  readonly to: bigint
}

export type ChangesFound = Extract<ChangedRow, { kind: 'done' }>
export type ChangesProgress = Extract<ChangedRow, { kind: 'progress' }>

/** How a comparison stands; `asked` is what is, or was, compared. */
export type ChangesState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly asked: ComparedFolder; readonly progress?: ChangesProgress }
  | { readonly kind: 'ready'; readonly asked: ComparedFolder; readonly found: ChangesFound }
  | { readonly kind: 'failed'; readonly asked: ComparedFolder; readonly failure: Failure }

/** What changed below a prefix between two revisions: what was typed, and what was found. */
export const useHistoryChangesStore = perConnection('history-changes', (connectionId, signal) => {
  const separator = connectionSeparator(connectionId)
  /** As typed: the prefix as keys are written, and the revisions; an empty `to` is now, no `from` was never typed. */
  const typed = shallowRef<{ readonly prefix: string; readonly from?: string; readonly to: string }>({
    prefix: '',
    to: '',
  })
  const state = shallowRef<ChangesState>({ kind: 'idle' })
  const chosen = shallowRef<Uint8Array>()
  let mine = new AbortController()
  signal.addEventListener('abort', () => mine.abort(), { once: true })

  /** Ends what is being compared. */
  function stop(): void {
    mine.abort()
    if (state.value.kind === 'loading') state.value = { kind: 'idle' }
  }

  /** Compares; another comparison under way is ended. */
  async function compare(asked: ComparedFolder): Promise<void> {
    mine.abort()
    const { signal: until } = (mine = new AbortController())
    state.value = { kind: 'loading', asked }
    chosen.value = undefined
    const input = { connectionId, separator: separator.bytes.value, ...asked }
    try {
      for await (const rows of pull((inner) => client().history.changed(input, { signal: inner }), until)) {
        const row = rows.at(-1)
        if (until.aborted || !row) continue
        state.value =
          row.kind === 'done'
            ? { kind: 'ready', asked, found: Object.freeze(row) }
            : { kind: 'loading', asked, progress: row }
      }
    } catch (error) {
      if (!until.aborted) state.value = { kind: 'failed', asked, failure: toFailure(error) }
    }
  }

  return {
    typed,
    state,
    /** The changed key whose difference is shown. */
    chosen,
    separator: separator.bytes,
    compare,
    stop,
    /** The store's newest revision. Throws the failure. */
    async newestRevision(until: AbortSignal): Promise<bigint> {
      const probe = { connectionId, key: zeroByte, countOnly: true }
      return (await client().kv.range(probe, { signal: until })).revision
    },
  }
})
