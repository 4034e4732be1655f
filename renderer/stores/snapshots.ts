import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { SnapshotDone, SnapshotProgress, SnapshotRow } from '../../shared/contract/snapshot'
import { fail, FailureError, toFailure, type Failure } from '../../shared/failure'
import type { PulledEvent } from '../../shared/pulled'
import { client, pull } from '../client'
import { useConnectionsStore } from './connections'
import { follow } from './follow'
import { useFrameStore } from './frame'
import { useSessionsStore } from './sessions'

/** A save (its key is the connection's id) or a check (the snapshot's id). It outlives the dialog that began it. */
export type SnapshotWork =
  | { readonly kind: 'running'; readonly progress?: SnapshotProgress; readonly since: number }
  | { readonly kind: 'done'; readonly row: SnapshotRow }
  | { readonly kind: 'failed'; readonly failure: Failure }

type Opened = Promise<AsyncIterable<PulledEvent<SnapshotProgress | SnapshotDone>>>

/** The library of snapshots, newest first, and what is being saved or checked. */
export const useSnapshotsStore = defineStore('snapshots', () => {
  const list = follow((signal) => client().snapshot.list(undefined, { signal }), new AbortController().signal)
  const rows = computed<readonly SnapshotRow[]>(() => list.value.value ?? [])
  const works = shallowRef<ReadonlyMap<string, SnapshotWork>>(new Map())
  const controllers = new Map<string, AbortController>()

  function put(key: string, work: SnapshotWork | undefined) {
    const next = new Map(works.value)
    if (work) next.set(key, Object.freeze(work))
    else next.delete(key)
    works.value = next
  }

  /** Runs until its last item; undefined when it failed, which `of(key)` tells, or was canceled. */
  async function run(key: string, open: (signal: AbortSignal) => Opened): Promise<SnapshotRow | undefined> {
    if (works.value.get(key)?.kind === 'running') return undefined
    const controller = new AbortController()
    const since = performance.now()
    controllers.set(key, controller)
    put(key, { kind: 'running', since })
    try {
      for await (const items of pull(open, controller.signal))
        for (const item of items) {
          if (item.kind === 'progress') put(key, { kind: 'running', progress: item, since })
          else {
            put(key, { kind: 'done', row: item.row })
            return item.row
          }
        }
      throw fail('canceled', 'Canceled.')
    } catch (error) {
      const failure = toFailure(error)
      const isCanceled = controller.signal.aborted || failure.code === 'canceled'
      put(key, isCanceled ? undefined : { kind: 'failed', failure })
      return undefined
    } finally {
      controllers.delete(key)
    }
  }

  /** Opens a connection that has no tab for as long as the work takes. */
  async function withSession<T>(connectionId: string, work: () => Promise<T>): Promise<T> {
    if (useConnectionsStore().byId(connectionId)?.state.kind !== 'closed') return work()
    const failure = await useSessionsStore().open(connectionId)
    if (failure) throw new FailureError(failure)
    try {
      return await work()
    } finally {
      if (!useFrameStore().tabs.includes(connectionId)) useSessionsStore().close(connectionId)
    }
  }

  return {
    list,
    rows,
    works,
    withSession,
    /** The newest snapshot that was saved on a connection. */
    lastOf: (connectionId: string) => rows.value.find((row) => row.connectionId === connectionId),
    /** Members to choose from and a name; throws the failure. */
    offer: (connectionId: string, signal: AbortSignal) =>
      withSession(connectionId, () => client().snapshot.offer({ connectionId }, { signal })),
    /** Saves; without choices, a healthy follower into the library's folder. One at a time of a connection. */
    save: (connectionId: string, chosen: { endpoint?: string; path?: string } = {}) =>
      withSession(connectionId, () =>
        run(connectionId, (signal) => client().snapshot.save({ connectionId, ...chosen }, { signal })),
      ),
    verify: (id: string) => run(id, (signal) => client().snapshot.verify({ id }, { signal })),
    cancel: (key: string) => controllers.get(key)?.abort(),
    /** Forgets how a work ended. */
    forget: (key: string) => {
      if (works.value.get(key)?.kind !== 'running') put(key, undefined)
    },
    remove: (id: string, deleteFile: boolean) => client().snapshot.remove({ id, deleteFile }),
    reveal: (id: string) => client().snapshot.reveal({ id }),
  }
})
