import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useAsync } from '../../composables/use-async'
import { useClock } from '../../composables/use-clock'
import { useLeasesStore } from '../../stores/leases'

/** A lease is asked for again after this: others may renew it. */
const everyMs = 5_000

/** What is left of one lease, counted down between looks each five seconds; for as long as the surrounding scope lives. */
export function useTimeLeft(connectionId: string, id: () => string | undefined) {
  const leases = useLeasesStore(connectionId)
  const nowMs = useClock()
  const readAtMs = shallowRef(0)
  const read = useAsync(async (signal: AbortSignal, lease: string) => {
    const found = await leases.timeLeft(lease, signal)
    readAtMs.value = performance.now()
    return found
  })

  function look() {
    const lease = id()
    if (lease !== undefined) void read.run(lease)
  }
  watch(
    id,
    () => {
      read.reset()
      look()
    },
    { immediate: true },
  )
  const timer = setInterval(look, everyMs)
  onScopeDispose(() => clearInterval(timer))

  return {
    failure: read.failure,
    granted: computed(() => read.value.value?.grantedTtlSeconds),
    isGone: computed(() => read.value.value?.ttlSeconds === -1),
    /** Seconds left; undefined until the lease was asked. */
    left: computed(() => {
      const found = read.value.value
      if (!found || found.ttlSeconds < 0) return undefined
      return Math.max(0, found.ttlSeconds - Math.max(0, nowMs.value - readAtMs.value) / 1000)
    }),
  }
}
