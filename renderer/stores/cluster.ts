import { computed, shallowRef, type ShallowRef } from 'vue'
import type { ClusterStatus } from '../../shared/contract/cluster'
import { client } from '../client'
import { follow, type Followed } from './follow'
import { perConnection } from './per-connection'

type Live = Readonly<ShallowRef<Followed<ClusterStatus>>>

/**
 * The live state of an open connection's cluster, about once a second; the last one stays while it cannot be asked.
 * While somebody looks at the members (`look`), they are probed as well.
 */
export const useClusterStore = perConnection('cluster', (connectionId, signal) => {
  const watch = (probes: boolean, until: AbortSignal): Live =>
    follow((inner) => client().cluster.watch({ connectionId, probes }, { signal: inner }), until)
  const plain = watch(false, signal)
  const probed = shallowRef<Live>()
  const live = computed(() => (probed.value?.value.value ? probed.value.value : plain.value))
  const status = computed(() => live.value.value)

  /** Has the members probed until the signal is aborted. */
  function look(until: AbortSignal) {
    const mine = watch(true, until)
    probed.value = mine
    until.addEventListener('abort', () => {
      if (probed.value === mine) probed.value = undefined
    })
  }
  return { live, status, look }
})
