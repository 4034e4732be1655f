import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { ConnectionProfile, ConnectionRow } from '../../shared/contract/connections'
import { client } from '../client'
import { follow } from './follow'

/**
 * The remembered connections and those of the local clusters, each with its state, newest from main.
 * Actions resolve when main has done it; the list follows by itself. They throw what main says (`toFailure`).
 */
export const useConnectionsStore = defineStore('connections', () => {
  const list = follow(
    (signal) => client().connections.watch(undefined, { signal }),
    new AbortController().signal,
  )
  const rows = computed<readonly ConnectionRow[]>(() => list.value.value ?? [])

  return {
    list,
    rows,
    byId: (id: string) => rows.value.find((row) => row.id === id),
    byCluster: (clusterId: string) => rows.value.find((row) => row.localCluster === clusterId),
    add: (profile: ConnectionProfile) => client().connections.add(profile),
    update: (id: string, profile: ConnectionProfile) => client().connections.update({ ...profile, id }),
    remove: (id: string) => client().connections.remove({ id }),
    test: (profile: ConnectionProfile, password: string | undefined, signal: AbortSignal) =>
      client().connections.test({ ...profile, password }, { signal }),
    /** The password goes straight to main and is kept nowhere here. */
    open: (id: string, password: string | undefined, signal: AbortSignal) =>
      client().connections.open({ id, password }, { signal }),
    close: (id: string) => client().connections.close({ id }),
  }
})
