import { shallowRef } from 'vue'
import type { KeyValue } from '../../shared/contract/kv'
import { bytesToText, equalBytes } from '../../shared/etcd/key'
import { toFailure, type Failure } from '../../shared/failure'
import { client } from '../client'
import { perConnection } from './per-connection'

/** A key as it was at a revision. */
export interface PastKey {
  readonly key: Uint8Array
  /** The key as lossless text. */
  readonly id: string
  readonly revision: bigint
  /** What it held; of the revision that was shown before while this one is read. */
  readonly kv?: KeyValue
  readonly isLoading: boolean
  /** It was read, and was not there then. */
  readonly isMissing: boolean
  readonly failure?: Failure
}

/** The key that is open in the tree of the past: read at one revision, followed by nothing. */
export const usePastKeyStore = perConnection('past-key', (connectionId, signal) => {
  const open = shallowRef<PastKey>()
  let stop = new AbortController()
  signal.addEventListener('abort', () => stop.abort(), { once: true })

  /** Shows a key as it was; the newest wish wins. */
  async function show(key: Uint8Array, revision: bigint): Promise<void> {
    const before = open.value && equalBytes(open.value.key, key) ? open.value : undefined
    stop.abort()
    const mine = (stop = new AbortController())
    const base = { key, id: bytesToText(key), revision }
    const kv = before?.kv
    open.value = { ...base, kv, isLoading: true, isMissing: before?.isMissing ?? false }
    try {
      const { kvs } = await client().kv.range({ connectionId, key, revision }, { signal: mine.signal })
      if (mine.signal.aborted) return
      const now = kvs[0]
      // The same version is the same value: what is drawn of it stays.
      const same = now && kv?.modRevision === now.modRevision ? kv : now
      open.value = { ...base, kv: same, isLoading: false, isMissing: !now }
    } catch (error) {
      const failure = toFailure(error)
      if (!mine.signal.aborted) open.value = { ...base, isLoading: false, isMissing: false, failure }
    }
  }

  return {
    open,
    show,
    /** Shows the open key as it was at another revision. */
    async moveTo(revision: bigint): Promise<void> {
      if (open.value && open.value.revision !== revision) await show(open.value.key, revision)
    },
    close(): void {
      stop.abort()
      open.value = undefined
    },
  }
})
