import { computed, shallowRef } from 'vue'
import type { KeyValue } from '../../shared/contract/kv'
import type { WatchRow } from '../../shared/contract/watch'
import { bytesToText, equalBytes } from '../../shared/etcd/key'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import {
  createdVersion,
  newestRevision,
  savedVersion,
  settle,
  type Draft,
  type OpenKey,
  type SaveProblem,
} from './open-key-state'
import { perConnection } from './per-connection'

export type WriteOutcome = 'done' | 'conflict' | 'failed'

const retryMs = 1000

/**
 * The key in the value pane of a connection: read once, then followed by one watch from that revision on. What was
 * typed is kept as a draft for each key until it is saved or dropped; what others write meanwhile stands beside it as
 * `foreign`. Nothing is shown as saved before etcd has said so.
 */
export const useOpenKeyStore = perConnection('open-key', (connectionId, signal) => {
  const open = shallowRef<OpenKey>()
  const drafts = shallowRef<ReadonlyMap<string, Draft>>(new Map())
  const isSaving = shallowRef(false)
  const problem = shallowRef<SaveProblem>()
  let stop = new AbortController()
  /** News wait while a write of ours is on its way: its own event must not be taken for somebody else's. */
  let writing: Promise<unknown> = Promise.resolve()
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
    problem.value = undefined
    open.value = { key, id, kv: drafts.value.get(id)?.base, isMissing: false, following: 'starting' }
    void follow(key, stop.signal)
  }

  /** Lets the open key go. */
  function close(): void {
    stop.abort()
    open.value = undefined
    problem.value = undefined
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
        const watch = (ended: AbortSignal) =>
          client().watch.open({ connectionId, key, startRevision }, { signal: ended })
        for await (const rows of pull(watch, stopped)) {
          await writing
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

  function hear(row: WatchRow) {
    if (!open.value) return
    if (row.kind === 'interrupted') patch({ following: 'lost' })
    else if (row.kind === 'resumed') patch({ following: 'live' })
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
    problem.value = undefined
    if (now.foreign?.kind === 'delete') close()
    else if (now.foreign) settleNow(now.foreign.kv)
  }

  /** Runs one write; while it runs, news about the key wait. */
  async function write(work: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
    if (isSaving.value) return 'failed'
    isSaving.value = true
    problem.value = undefined
    const result = work()
    writing = result.catch(() => {})
    try {
      return await result
    } finally {
      isSaving.value = false
    }
  }

  /** After a write that lost or whose outcome is unknown: what does the key hold? */
  async function lookAgain(key: Uint8Array): Promise<boolean> {
    try {
      await read(key, stop.signal)
      return true
    } catch {
      return false
    }
  }

  async function afterFailure(failure: Failure, now: OpenKey, value?: Uint8Array): Promise<WriteOutcome> {
    if (failure.code === 'canceled') return 'failed'
    if (failure.code === 'conflict' || failure.code === 'exists') {
      if (await lookAgain(now.key)) return 'conflict'
      problem.value = { failure }
      return 'failed'
    }
    if (!failure.details?.['unknownOutcome']) {
      problem.value = { failure }
      return 'failed'
    }
    if (!(await lookAgain(now.key))) {
      problem.value = { failure, reread: 'failed' }
      return 'failed'
    }
    const theirs = open.value?.foreign
    const isWritten = value && theirs?.kind === 'put' && equalBytes(theirs.kv.value, value)
    if (isWritten) takeTheirs()
    problem.value = { failure, reread: isWritten ? 'written' : 'unwritten' }
    return 'failed'
  }

  /**
   * Writes a value over the version it was typed over, or, with `overTheirs`, over the newest that is known. A key
   * that was deleted meanwhile is created again. `conflict`: somebody else was faster; `open.foreign` holds theirs.
   */
  function save(value: Uint8Array, { overTheirs = false } = {}): Promise<WriteOutcome> {
    return write(async () => {
      const now = open.value
      if (!now?.kv) return 'failed'
      const typed = draft.value
      const { foreign, key, id } = now
      if (foreign?.kind === 'put' && !overTheirs) return 'conflict'
      const base = foreign?.kind === 'put' ? foreign.kv : now.kv
      try {
        const { revision } =
          foreign?.kind === 'delete'
            ? await client().kv.create({ connectionId, key, value }, { signal })
            : await client().kv.save({ connectionId, key, value, modRevision: base.modRevision }, { signal })
        const saved =
          foreign?.kind === 'delete'
            ? createdVersion(key, value, revision)
            : savedVersion(base, value, revision)
        const isTypedOn = drafts.value.get(id) !== typed
        const typedOn = drafts.value.get(id)
        putDraft(id, isTypedOn && typedOn ? { ...typedOn, base: saved } : undefined)
        if (open.value?.id === id) settleNow(saved)
        return 'done'
      } catch (error) {
        return afterFailure(toFailure(error), now, value)
      }
    })
  }

  /** Deletes the open key if it still stands at `kv`'s revision. On `conflict` the newest version is shown. */
  function remove(kv: KeyValue): Promise<WriteOutcome> {
    return write(async () => {
      const now = open.value
      if (!now) return 'failed'
      const { key, modRevision } = kv
      try {
        await client().kv.remove({ connectionId, key, modRevision }, { signal })
        putDraft(now.id, undefined)
        if (open.value?.id === now.id) close()
        return 'done'
      } catch (error) {
        return afterFailure(toFailure(error), now)
      }
    })
  }

  return {
    open,
    draft,
    drafts,
    isSaving,
    problem,
    show,
    close,
    reread,
    setDraft,
    takeTheirs,
    save,
    remove,
    dismissProblem: () => (problem.value = undefined),
    /** Writes a key that must not be there; throws the failure (`exists` when it is). */
    create: (key: Uint8Array, value: Uint8Array, lease?: string) =>
      client().kv.create({ connectionId, key, value, lease }, { signal }),
  }
})
