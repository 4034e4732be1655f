import { computed } from 'vue'
import { client } from '../client'
import { follow } from './follow'
import { perConnection } from './per-connection'

/** The live state of an open connection's cluster, about once a second; the last one stays while it cannot be asked. */
export const useClusterStore = perConnection('cluster', (connectionId, signal) => {
  const live = follow((inner) => client().cluster.watch({ connectionId }, { signal: inner }), signal)
  const status = computed(() => live.value.value)
  return { live, status }
})
