import { shallowRef } from 'vue'
import { perConnection } from './per-connection'

/** What the Cluster section can show. */
export type ClusterViewId = 'overview' | 'diagnosis' | 'speed' | 'laboratory'

/** Which of its views the Cluster section of a connection shows. */
export const useClusterViewStore = perConnection('cluster-view', () => {
  const shown = shallowRef<ClusterViewId>('overview')
  return {
    shown,
    show: (view: ClusterViewId) => (shown.value = view),
  }
})
