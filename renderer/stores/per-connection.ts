import { defineStore, getActivePinia, type Store } from 'pinia'

interface Kept {
  readonly store: Pick<Store, '$dispose' | '$id'>
  readonly controller: AbortController
}

const kept = new Map<string, Map<string, Kept>>()

/**
 * Makes stores that live as long as a connection is open: one per connection, named `name/connectionId`.
 * `setup` gets the connection's id and a signal that is aborted by {@link forgetConnection}; whatever the store
 * starts must end with it.
 *
 * @example
 * export const useTreeStore = perConnection('tree', (connectionId, signal) => { … return { rows, open } })
 * const tree = useTreeStore(connectionId)
 */
export function perConnection<S extends object>(
  name: string,
  setup: (connectionId: string, signal: AbortSignal) => S,
) {
  const make = (connectionId: string, controller: AbortController) =>
    defineStore(`${name}/${connectionId}`, () => setup(connectionId, controller.signal))()

  return (connectionId: string): ReturnType<typeof make> => {
    const stores = kept.get(connectionId) ?? new Map<string, Kept>()
    kept.set(connectionId, stores)
    const known = stores.get(name)
    if (known) return known.store as ReturnType<typeof make>
    const controller = new AbortController()
    const store = make(connectionId, controller)
    stores.set(name, { store, controller })
    return store
  }
}

/**
 * Forgets everything kept for a connection: aborts what its stores started, disposes them and drops their state
 * (`$dispose()` alone would keep it and give it to the next store of that name).
 */
export function forgetConnection(connectionId: string): void {
  const pinia = getActivePinia()
  for (const { store, controller } of kept.get(connectionId)?.values() ?? []) {
    controller.abort()
    store.$dispose()
    if (pinia) delete pinia.state.value[store.$id]
  }
  kept.delete(connectionId)
}
