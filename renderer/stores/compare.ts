import { shallowRef } from 'vue'
import type {
  Comparison,
  CompareRow,
  CompareSide,
  DifferenceExport,
  Differences,
} from '../../shared/contract/compare'
import type { KeyValue } from '../../shared/contract/kv'
import { concatBytes } from '../../shared/etcd/key'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { CompareSources, type Source } from './compare-sources'
import { perConnection } from './per-connection'
import { connectionSeparator } from './separator'

export type SideName = 'left' | 'right'

/** What a side is to be; without a revision its newest. */
export interface WantedSide extends Omit<CompareSide, 'connectionId'> {
  readonly source: Source
}

export type CompareProgress = Extract<CompareRow, { kind: 'progress' }>

/** How a comparison stands. A failure may say whose it is (`details.side`). */
export type CompareState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly progress?: CompareProgress }
  | { readonly kind: 'ready'; readonly comparison: Comparison }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** As typed. `source`: a connection's id, `path:` and a snapshot file, or `file` for the file named in `path`. */
export interface TypedSide {
  readonly source: string
  readonly path: string
  readonly prefix: string
  readonly revision: string
}

const nothing: TypedSide = { source: '', path: '', prefix: '', revision: '' }

/** The comparison in a connection's tab: what was typed, what was found, and what of it is looked at. */
export const useCompareStore = perConnection('compare', (connectionId, signal) => {
  const isShown = shallowRef(false)
  const typed = shallowRef<Readonly<Record<SideName, TypedSide>>>({ left: nothing, right: nothing })
  const state = shallowRef<CompareState>({ kind: 'idle' })
  const shown = shallowRef<Differences>()
  const chosen = shallowRef<Uint8Array>()
  const sources = new CompareSources()
  const separator = connectionSeparator(connectionId)
  let mine = new AbortController()

  function stop(): void {
    mine.abort()
    sources.close()
    shown.value = undefined
    chosen.value = undefined
    state.value = { kind: 'idle' }
  }
  signal.addEventListener('abort', stop, { once: true })

  async function openSide(name: SideName, { source, ...side }: WantedSide, until: AbortSignal) {
    try {
      return { ...side, connectionId: await sources.open(source, until) }
    } catch (error) {
      const { code, message, reason, details } = toFailure(error)
      throw fail(code, message, { reason, details: { ...details, side: name } })
    }
  }

  /** The stream stays open, unread: main keeps what was found as long. */
  async function find(input: { left: CompareSide; right: CompareSide }, until: AbortSignal) {
    const batches = pull((inner) => client().compare.compare(input, { signal: inner }), until)
    for (;;) {
      const { value: rows, done } = await batches.next()
      if (done) throw fail('canceled', 'Canceled.')
      for (const row of rows) {
        if (row.kind === 'done') return row.comparison
        if (!until.aborted) state.value = { kind: 'loading', progress: row }
      }
    }
  }

  /** Compares; what was compared before is let go. `at`: the prefix of the right side that is looked at then. */
  async function compare(wanted: Readonly<Record<SideName, WantedSide>>, at?: Uint8Array): Promise<void> {
    mine.abort()
    const { signal: until } = (mine = new AbortController())
    state.value = { kind: 'loading' }
    shown.value = undefined
    try {
      const left = await openSide('left', wanted.left, until)
      const right = await openSide('right', wanted.right, until)
      sources.close([left.connectionId, right.connectionId])
      const comparison = await find({ left, right }, until)
      const found = await lookAt(comparison.id, at ?? right.prefix, until)
      if (until.aborted) return
      shown.value = found
      state.value = { kind: 'ready', comparison }
    } catch (error) {
      if (!until.aborted) state.value = { kind: 'failed', failure: toFailure(error) }
    }
  }

  const lookAt = (comparison: string, prefix: Uint8Array, until: AbortSignal) =>
    client().compare.look({ comparison, prefix, separator: separator.bytes.value }, { signal: until })

  function ready(): Comparison {
    if (state.value.kind === 'ready') return state.value.comparison
    throw fail('precondition', 'Nothing is compared.')
  }

  return {
    isShown,
    typed,
    state,
    /** What differs below the prefix that is looked at. */
    shown,
    /** The key whose difference is shown, by its name on the right side. */
    chosen,
    separator: separator.bytes,
    compare,
    stop,
    /** What differs below another prefix of the right side's; throws the failure. */
    look: (prefix: Uint8Array) => lookAt(ready().id, prefix, mine.signal),
    /** A key of a side as it was compared; undefined where it is not there. Throws the failure. */
    async read(name: SideName, key: Uint8Array, until: AbortSignal): Promise<KeyValue | undefined> {
      const { right, [name]: side } = ready()
      const own = concatBytes(side.prefix, key.subarray(right.prefix.length))
      const input = { connectionId: side.connectionId, key: own, revision: side.revision }
      return (await client().kv.range(input, { signal: until })).kvs[0]
    },
    /** Writes what differs into a file; aborting leaves none. */
    async exportTo(
      input: { readonly path: string; readonly prefix: Uint8Array; readonly withValues: boolean },
      onProgress: (now: DifferenceExport) => void,
      until: AbortSignal,
    ): Promise<DifferenceExport> {
      const asked = { comparison: ready().id, ...input }
      for await (const rows of pull((inner) => client().compare.export(asked, { signal: inner }), until))
        for (const row of rows) {
          if (row.kind === 'done') return row
          onProgress(row)
        }
      throw fail('canceled', 'Canceled.')
    },
  }
})
