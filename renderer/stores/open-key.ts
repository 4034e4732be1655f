import { computed, shallowRef } from 'vue'
import type { KeyValue } from '../../shared/contract/kv'
import type { WatchRow } from '../../shared/contract/watch'
import { bytesToText } from '../../shared/etcd/key'
import { toFailure } from '../../shared/failure'
import { client, pull } from '../client'
import { newestRevision, settle, type Draft, type OpenKey } from './open-key-state'
import { perConnection } from './per-connection'
import { writeOpenKey } from './write-open-key'

const retryMs = 1000

/**
 * The key in the value pane of a connection: read once, then followed by one watch from that revision on. What was
 * typed is kept as a draft for each key until it is saved or dropped; what others write meanwhile stands beside it as
 * `foreign`. Nothing is shown as saved before etcd has said so.
 */
export const useOpenKeyStore = perConnection('open-key', (connectionId, signal) => {
  const open = shallowRef<OpenKey>()
  const drafts = shallowRef<ReadonlyMap<string, Draft>>(new Map())
  let stop = new AbortController()
  signal.addEventListener('abort', () => stop.abort(), { once: true })

  const draft = computed(() => (open.value ? drafts.value.get(open.value.id) : undefined))

  function putDraft(id: string, newDraft: Draft | undefined) {
    const next = new Map(drafts.value)
    if (newDraft) next.set(id, Object.freeze(newDraft))
    else next.delete(id)
    drafts.value = next
  }

  function settleNow(now: KeyValue | bigint) {
    if (!open.value) return
    open.value = settle(open.value, draft.value, now)
    writes.recognize()
  }

  function patch(part: Partial<OpenKey>) {
    if (open.value) open.value = { ...open.value, ...part }
  }

  /** Shows a key and follows it; the one shown before is let go, its draft is kept. */
  function show(key: Uint8Array): void {
    const id = bytesToText(key)
    if (open.value?.id === id && !open.value.failure && !open.value.isMissing) return
    stop.abort()
    stop = new AbortController()
    open.value = { key, id, kv: drafts.value.get(id)?.base, isMissing: false, following: 'starting' }
    void follow(key, stop.signal)
  }

  /** Lets the open key go. */
  function close(): void {
    stop.abort()
    open.value = undefined
    writes.forgetProblem()
  }

  /** Reads the key again and goes on following from there; drafts stay. */
  function reread(): void {
    if (!open.value) return
    stop.abort()
    stop = new AbortController()
    patch({ failure: undefined, following: 'starting' })
    void follow(open.value.key, stop.signal)
  }

  async function read(key: Uint8Array, stopped: AbortSignal): Promise<bigint> {
    const { kvs, revision } = await client().kv.range({ connectionId, key }, { signal: stopped })
    if (!stopped.aborted) settleNow(kvs[0] ?? revision)
    return revision
  }

  async function follow(key: Uint8Array, stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      try {
        const startRevision = (await read(key, stopped)) + 1n
        patch({ failure: undefined, following: 'live' })
        writes.seenAgain()
        const watch = (ended: AbortSignal) =>
          client().watch.open({ connectionId, key, startRevision }, { signal: ended })
        for await (const rows of pull(watch, stopped)) {
          await writes.pending()
          if (stopped.aborted) return
          for (const row of rows) hear(row)
        }
      } catch (error) {
        const failure = toFailure(error)
        if (stopped.aborted || failure.code === 'canceled') return
        if (failure.code === 'compacted') continue
        patch({ failure, following: 'lost' })
        if (failure.code !== 'unavailable' && failure.code !== 'deadline') return
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }

  /** A member answers again: the watch tells what was missed, one read tells that nothing was. */
  async function readAgain(): Promise<void> {
    patch({ following: 'live' })
    if (open.value && (await lookAgain())) writes.seenAgain()
  }

  /** Reads the open key now; false when that failed. */
  async function lookAgain(): Promise<boolean> {
    try {
      if (open.value) await read(open.value.key, stop.signal)
      return true
    } catch {
      return false
    }
  }

  function hear(row: WatchRow) {
    if (!open.value) return
    if (row.kind === 'interrupted') patch({ following: 'lost' })
    else if (row.kind === 'resumed') void readAgain()
    else if (row.kind === 'put' && row.kv.modRevision >= newestRevision(open.value)) settleNow(row.kv)
    else if (row.kind === 'delete' && row.modRevision > newestRevision(open.value)) settleNow(row.modRevision)
  }

  /** Keeps what is typed over the open key; undefined drops it, and what others wrote is shown. */
  function setDraft(newDraft: Pick<Draft, 'shownAs' | 'text'> | undefined): void {
    const now = open.value
    if (!now?.kv) return
    const base = draft.value?.base ?? now.kv
    putDraft(now.id, newDraft && { key: now.key, base, ...newDraft })
    if (newDraft || !now.foreign) return
    if (now.foreign.kind === 'put') settleNow(now.foreign.kv)
  }

  /** Drops the draft and shows what etcd holds; a deleted key is closed. */
  function takeTheirs(): void {
    const now = open.value
    if (!now) return
    putDraft(now.id, undefined)
    writes.forgetProblem()
    if (now.foreign?.kind === 'delete') close()
    else if (now.foreign) settleNow(now.foreign.kv)
  }

  const writes = writeOpenKey({
    connectionId,
    signal,
    open,
    drafts,
    putDraft,
    settleNow,
    lookAgain,
    takeTheirs,
    close,
  })

  return {
    open,
    draft,
    drafts,
    isSaving: writes.isSaving,
    /** What went wrong with writing the key that is open. */
    problem: computed(() => (writes.problem.value?.id === open.value?.id ? writes.problem.value : undefined)),
    show,
    close,
    reread,
    setDraft,
    takeTheirs,
    save: writes.save,
    remove: writes.remove,
    dismissProblem: writes.forgetProblem,
    /** Writes a key that must not be there; throws the failure (`exists` when it is). */
    create: (key: Uint8Array, value: Uint8Array, lease?: string) =>
      client().kv.create({ connectionId, key, value, lease }, { signal }),
  }
})
