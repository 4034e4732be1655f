import { shallowRef, type ShallowRef } from 'vue'
import type { KeyValue } from '../../shared/contract/kv'
import { equalBytes } from '../../shared/etcd/key'
import { toFailure, type Failure } from '../../shared/failure'
import { client } from '../client'
import { createdVersion, savedVersion, type Draft, type OpenKey, type SaveProblem } from './open-key-state'

/** How a write ended. After `conflict` the open key holds what somebody else wrote. */
export type WriteOutcome = 'done' | 'conflict' | 'failed'

interface Context {
  readonly connectionId: string
  readonly signal: AbortSignal
  readonly open: Readonly<ShallowRef<OpenKey | undefined>>
  readonly drafts: Readonly<ShallowRef<ReadonlyMap<string, Draft>>>
  readonly putDraft: (id: string, draft: Draft | undefined) => void
  readonly settleNow: (now: KeyValue | bigint) => void
  /** Reads the open key again; false when that failed. */
  readonly lookAgain: () => Promise<boolean>
  readonly takeTheirs: () => void
  readonly close: () => void
}

/**
 * Saving and deleting the open key, always guarded by the version that was read. A write whose outcome is unknown is
 * never sent again: the key is read until it is known, and a late event that holds what was sent is known as ours.
 */
export function writeOpenKey(context: Context) {
  const { connectionId, signal, open, drafts } = context
  const isSaving = shallowRef(false)
  const problem = shallowRef<SaveProblem>()
  let running: Promise<unknown> = Promise.resolve()
  let sent: { readonly id: string; readonly value: Uint8Array } | undefined

  function forgetProblem(): void {
    problem.value = undefined
    sent = undefined
  }

  /** Runs one write; news about the key wait for it: its own event must not be taken for somebody else's. */
  async function write(work: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
    if (isSaving.value) return 'failed'
    isSaving.value = true
    forgetProblem()
    const result = work()
    running = result.catch(() => {})
    try {
      return await result
    } finally {
      isSaving.value = false
    }
  }

  /** Ends the doubt about a write when the key turns out to hold what was sent. */
  function recognize(): void {
    const now = open.value
    if (!sent || !problem.value || now?.id !== sent.id || now.foreign?.kind !== 'put') return
    if (!equalBytes(now.foreign.kv.value, sent.value)) return
    const was = problem.value
    context.takeTheirs()
    problem.value = { ...was, reread: 'written' }
  }

  /** The key was read after all: a doubt that is left means that nothing was written. */
  function seenAgain(): void {
    const now = problem.value
    const isInDoubt = now?.reread === 'failed' || now?.reread === 'reading'
    if (now && isInDoubt && now.id === open.value?.id) problem.value = { ...now, reread: 'unwritten' }
  }

  async function afterFailure(failure: Failure, now: OpenKey, value?: Uint8Array): Promise<WriteOutcome> {
    if (failure.code === 'canceled') return 'failed'
    const isLost = failure.code === 'conflict' || failure.code === 'exists'
    const lookAgain = async () => open.value?.id === now.id && (await context.lookAgain())
    if (isLost && (await lookAgain())) return 'conflict'
    const isUnknown = failure.details?.['unknownOutcome'] === true
    problem.value = { id: now.id, failure, reread: isUnknown ? 'reading' : undefined }
    if (!isUnknown) return 'failed'
    if (value) sent = { id: now.id, value }
    if (await lookAgain()) seenAgain()
    else if (problem.value?.reread === 'reading') problem.value = { ...problem.value, reread: 'failed' }
    return 'failed'
  }

  async function put({ key, foreign }: OpenKey, base: KeyValue, value: Uint8Array): Promise<KeyValue> {
    if (foreign?.kind === 'delete') {
      const { revision } = await client().kv.create({ connectionId, key, value }, { signal })
      return createdVersion(key, value, revision)
    }
    const { modRevision } = base
    const { revision } = await client().kv.save({ connectionId, key, value, modRevision }, { signal })
    return savedVersion(base, value, revision)
  }

  /**
   * Writes a value over the version it was typed over, or, with `overTheirs`, over the newest that is known. A key
   * that was deleted meanwhile is created again. What is typed while it runs stays a draft, over the saved version.
   */
  function save(value: Uint8Array, { overTheirs = false } = {}): Promise<WriteOutcome> {
    return write(async () => {
      const now = open.value
      if (!now?.kv) return 'failed'
      const { id, foreign } = now
      if (foreign?.kind === 'put' && !overTheirs) return 'conflict'
      const typed = drafts.value.get(id)
      try {
        const saved = await put(now, foreign?.kind === 'put' ? foreign.kv : now.kv, value)
        const typedOn = drafts.value.get(id)
        context.putDraft(id, typedOn && typedOn !== typed ? { ...typedOn, base: saved } : undefined)
        if (open.value?.id === id) context.settleNow(saved)
        return 'done'
      } catch (error) {
        return afterFailure(toFailure(error), now, value)
      }
    })
  }

  /** Deletes the open key if it still stands at the revision of `kv`. */
  function remove({ key, modRevision }: KeyValue): Promise<WriteOutcome> {
    return write(async () => {
      const now = open.value
      if (!now) return 'failed'
      try {
        await client().kv.remove({ connectionId, key, modRevision }, { signal })
        context.putDraft(now.id, undefined)
        if (open.value?.id === now.id) context.close()
        return 'done'
      } catch (error) {
        return afterFailure(toFailure(error), now)
      }
    })
  }

  return {
    isSaving,
    problem,
    /** Resolves when no write is on its way. */
    pending: () => running,
    save,
    remove,
    forgetProblem,
    recognize,
    seenAgain,
  }
}
