import { watch } from 'vue'
import { useConnectionsStore } from './connections'
import { useFrameStore } from './frame'

/**
 * Opens the tab of a local cluster, on Keys. Its connection is in main's list as soon as the cluster is; the list
 * here may be a moment behind, and is waited for.
 */
export function openCluster(clusterId: string): void {
  const connections = useConnectionsStore()
  const stop = watch(
    () => connections.byCluster(clusterId)?.id,
    (id) => {
      if (id === undefined) return
      useFrameStore().openTab(id, 'keys')
      queueMicrotask(() => stop())
    },
    { immediate: true },
  )
}
