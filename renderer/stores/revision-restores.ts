import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ReplayProgress, RestoredToRevision } from '../../shared/contract/change-log'
import type { RestoreProgress } from '../../shared/contract/restore'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'

/** A restore from a connection's change log. It outlives the dialog that began it. */
export type RevisionRestore =
  | { readonly kind: 'running'; readonly progress?: RestoreProgress | ReplayProgress; readonly since: number }
  | { readonly kind: 'done'; readonly restored: RestoredToRevision }
  | { readonly kind: 'failed'; readonly failure: Failure }

type Input = Parameters<ReturnType<typeof client>['changeLog']['restore']>[0]

/** Restores to a revision, one of a connection at a time. */
export const useRevisionRestoresStore = defineStore('revision-restores', () => {
  const works = shallowRef<ReadonlyMap<string, RevisionRestore>>(new Map())
  const controllers = new Map<string, AbortController>()

  function put(connectionId: string, work: RevisionRestore | undefined) {
    const next = new Map(works.value)
    if (work) next.set(connectionId, Object.freeze(work))
    else next.delete(connectionId)
    works.value = next
  }

  function advance(connectionId: string, progress: RestoreProgress | ReplayProgress) {
    const before = works.value.get(connectionId)
    const isSame = before?.kind === 'running' && before.progress?.kind === progress.kind
    put(connectionId, { kind: 'running', progress, since: isSame ? before.since : performance.now() })
  }

  /** Runs until its last item. How it ended is in `works`; canceled, nothing of it stays. */
  async function restore(input: Input): Promise<void> {
    const { connectionId } = input
    if (works.value.get(connectionId)?.kind === 'running') return
    const controller = new AbortController()
    controllers.set(connectionId, controller)
    put(connectionId, { kind: 'running', since: performance.now() })
    try {
      const items = pull((signal) => client().changeLog.restore(input, { signal }), controller.signal)
      for await (const batch of items)
        for (const item of batch) {
          if (item.kind === 'restored') return put(connectionId, { kind: 'done', restored: item })
          advance(connectionId, item)
        }
      throw fail('canceled', 'Canceled.')
    } catch (error) {
      const failure = toFailure(error)
      const isCanceled = controller.signal.aborted || failure.code === 'canceled'
      put(connectionId, isCanceled ? undefined : { kind: 'failed', failure })
    } finally {
      controllers.delete(connectionId)
    }
  }

  return {
    works,
    restore,
    cancel: (connectionId: string) => controllers.get(connectionId)?.abort(),
    /** Forgets how a restore ended. */
    forget: (connectionId: string) => {
      if (works.value.get(connectionId)?.kind !== 'running') put(connectionId, undefined)
    },
  }
})
