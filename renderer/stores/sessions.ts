import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { toFailure, type Failure } from '../../shared/failure'
import { useConnectionsStore } from './connections'

/** How opening a connection goes, as far as this window asked for it. */
export type Opening = { readonly kind: 'opening' } | { readonly kind: 'failed'; readonly failure: Failure }

/** Opens and closes sessions; what a session then does is told by the connection's own state. */
export const useSessionsStore = defineStore('sessions', () => {
  const openings = shallowRef<ReadonlyMap<string, Opening>>(new Map())
  const controllers = new Map<string, AbortController>()

  function put(id: string, opening: Opening | undefined) {
    const next = new Map(openings.value)
    if (opening) next.set(id, opening)
    else next.delete(id)
    openings.value = next
  }

  /**
   * Opens a connection and resolves to nothing, or to the failure; opening what is being opened joins nobody: the
   * latest wins. A cancelled one leaves no trace.
   */
  async function open(id: string, password?: string): Promise<Failure | undefined> {
    controllers.get(id)?.abort()
    const controller = new AbortController()
    controllers.set(id, controller)
    put(id, { kind: 'opening' })
    try {
      await useConnectionsStore().open(id, password, controller.signal)
      if (controllers.get(id) === controller) put(id, undefined)
      return undefined
    } catch (error) {
      const failure = toFailure(error)
      if (controllers.get(id) === controller) put(id, { kind: 'failed', failure })
      return failure
    } finally {
      if (controllers.get(id) === controller) controllers.delete(id)
    }
  }

  /** Ends a session, or the attempt to open it. A connection that is gone already is closed. */
  function close(id: string) {
    controllers.get(id)?.abort()
    controllers.delete(id)
    put(id, undefined)
    void useConnectionsStore()
      .close(id)
      .catch(() => {})
  }

  return { openings, open, cancel: (id: string) => controllers.get(id)?.abort(), close }
})
