import { shallowRef } from 'vue'
import type { ChurnRow } from '../../shared/contract/history'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { perConnection } from './per-connection'
import { connectionSeparator } from './separator'

/** How the reading stands. `stopped`: somebody cancelled it; what `row` says is true up to its `to`. */
export interface ChurnState {
  readonly kind: 'loading' | 'ready' | 'stopped' | 'failed'
  /** Below which it is read, and what splits keys into folders. */
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  readonly row?: ChurnRow
  readonly failure?: Failure
}

/** What can be sorted by. */
export type ChurnColumn = 'name' | 'revisions' | 'deletes' | 'keys' | 'bytes'

/** Who writes most below a prefix, over the window that is not compacted. */
export const useChurnStore = perConnection('churn', (connectionId, signal) => {
  const separator = connectionSeparator(connectionId)
  const typedPrefix = shallowRef('')
  const state = shallowRef<ChurnState>()
  const sort = shallowRef<{ readonly column: ChurnColumn; readonly isAscending: boolean }>({
    column: 'bytes',
    isAscending: false,
  })
  /** `folders`: one level at a time. `keys`: all of them below the folder, flat. */
  const shown = shallowRef<'folders' | 'keys'>('folders')
  /** The folder that is looked into: the prefix, or below it. */
  const folder = shallowRef<Uint8Array>()
  let mine = new AbortController()
  signal.addEventListener('abort', () => mine.abort(), { once: true })

  /** Ends the reading; what was summed up stays. */
  function stop(): void {
    mine.abort()
    if (state.value?.kind === 'loading') state.value = { ...state.value, kind: 'stopped' }
  }

  /** Reads the window below a prefix (empty: all keys); another reading under way is ended. */
  async function read(prefix: Uint8Array): Promise<void> {
    mine.abort()
    const { signal: until } = (mine = new AbortController())
    const of = { prefix, separator: separator.bytes.value }
    state.value = { kind: 'loading', ...of }
    folder.value = prefix
    const open = (inner: AbortSignal) => client().history.churn({ connectionId, ...of }, { signal: inner })
    try {
      for await (const rows of pull(open, until)) {
        const row = rows.at(-1)
        if (until.aborted || !row) continue
        state.value = { kind: row.isDone ? 'ready' : 'loading', ...of, row: Object.freeze(row) }
      }
    } catch (error) {
      const failure = toFailure(error)
      if (!until.aborted) state.value = { kind: 'failed', ...of, row: state.value.row, failure }
    }
  }

  return { typedPrefix, state, sort, shown, folder, read, stop }
})
