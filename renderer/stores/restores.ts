import { defineStore } from 'pinia'
import { reactive, shallowRef } from 'vue'
import type {
  NewRestoredCluster,
  RestoreAccount,
  RestoreOffer,
  RestoreProgress,
} from '../../shared/contract/restore'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'

/** A restore of one file into a new local cluster. It outlives the dialog that began it. */
export type RestoreWork =
  | { readonly kind: 'running'; readonly progress?: RestoreProgress; readonly stepSince: number }
  | { readonly kind: 'done'; readonly account: RestoreAccount }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What is chosen for a new local cluster; kept while a file's dialog is closed or shows another way. */
export interface RestoreForm {
  name: string
  members: '1' | '3' | '5'
  tls: boolean
  /** Absent: the newest that can. */
  engineId?: string
  /** Absent: where Kubernetes wrote the file. */
  bumps?: boolean
}

/** Snapshot files that are restored, each by its path. */
export const useRestoresStore = defineStore('restores', () => {
  const works = shallowRef<ReadonlyMap<string, RestoreWork>>(new Map())
  const controllers = new Map<string, AbortController>()
  const forms = new Map<string, RestoreForm>()

  function formOf(path: string): RestoreForm {
    const form = forms.get(path) ?? reactive<RestoreForm>({ name: '', members: '1', tls: false })
    forms.set(path, form)
    return form
  }

  function put(path: string, work: RestoreWork | undefined) {
    const next = new Map(works.value)
    if (work) next.set(path, Object.freeze(work))
    else next.delete(path)
    works.value = next
  }

  /** Reads a file, and what it can be restored with. Throws the failure. */
  async function look(
    path: string,
    options: { readonly onProgress: (progress: SnapshotProgress) => void; readonly signal: AbortSignal },
  ): Promise<RestoreOffer> {
    const items = pull((signal) => client().restore.look({ path }, { signal }), options.signal)
    for await (const batch of items)
      for (const item of batch) {
        if (item.kind === 'offer') return item
        options.onProgress(item)
      }
    throw fail('canceled', 'Canceled.')
  }

  function advance(path: string, progress: RestoreProgress) {
    const before = works.value.get(path)
    const isSame = before?.kind === 'running' && before.progress?.message === progress.message
    put(path, { kind: 'running', progress, stepSince: isSame ? before.stepSince : performance.now() })
  }

  /** Restores a file; one restore of a file at a time. Undefined when it failed, which `works` tells, or was canceled. */
  async function restore(input: NewRestoredCluster): Promise<RestoreAccount | undefined> {
    const { path } = input
    if (works.value.get(path)?.kind === 'running') return undefined
    const controller = new AbortController()
    controllers.set(path, controller)
    put(path, { kind: 'running', stepSince: performance.now() })
    try {
      const items = pull((signal) => client().restore.intoCluster(input, { signal }), controller.signal)
      for await (const batch of items)
        for (const item of batch) {
          if (item.kind === 'progress') advance(path, item)
          else {
            put(path, { kind: 'done', account: item })
            forms.delete(path)
            return item
          }
        }
      throw fail('canceled', 'Canceled.')
    } catch (error) {
      const failure = toFailure(error)
      const isCanceled = controller.signal.aborted || failure.code === 'canceled'
      put(path, isCanceled ? undefined : { kind: 'failed', failure })
      return undefined
    } finally {
      controllers.delete(path)
    }
  }

  return {
    works,
    /** The choices for a file, until it was restored. */
    formOf,
    look,
    restore,
    cancel: (path: string) => controllers.get(path)?.abort(),
    /** Forgets how a restore ended. */
    forget: (path: string) => {
      if (works.value.get(path)?.kind !== 'running') put(path, undefined)
    },
  }
})
