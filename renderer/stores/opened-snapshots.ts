import { defineStore } from 'pinia'
import { watch } from 'vue'
import { client } from '../client'
import { useConnectionsStore } from './connections'
import { useFrameStore } from './frame'

/** Snapshot files that are looked into: each is a tab like a cluster's, without a server. */
export const useOpenedSnapshotsStore = defineStore('opened-snapshots', () => {
  const connections = useConnectionsStore()

  /** Reads a file and brings its tab to the front, on Keys. Throws the failure. */
  async function open(path: string, signal: AbortSignal): Promise<void> {
    const { id } = await client().snapshotView.open({ path }, { signal })
    // The list of connections may be a moment behind, and a tab of nothing is closed.
    const stop = watch(
      () => connections.byId(id) !== undefined,
      (isKnown) => {
        if (!isKnown) return
        useFrameStore().openTab(id, 'keys')
        queueMicrotask(() => stop())
      },
      { immediate: true },
    )
  }

  return {
    open,
    /** What an open file holds beside its keys. Throws the failure. */
    facts: (connectionId: string, signal: AbortSignal) =>
      client().snapshotView.facts({ connectionId }, { signal }),
  }
})
