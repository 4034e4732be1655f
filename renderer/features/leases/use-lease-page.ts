import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { LeasePage } from '../../../shared/contract/lease'
import { useClock } from '../../composables/use-clock'
import type { Followed } from '../../stores/follow'
import { useLeasesStore } from '../../stores/leases'

/** Leases on one page: what a table draws at once and etcd is asked about at a time. */
export const leasesPerPage = 100

/**
 * One page of a connection's leases, live while the surrounding scope is; it knows how old it is, so that a view can
 * count down. The last page stays while the next one is read.
 */
export function useLeasePage(connectionId: string) {
  const leases = useLeasesStore(connectionId)
  const from = shallowRef(0)
  const page = shallowRef<LeasePage>()
  const failure = shallowRef<Followed<LeasePage>['failure']>()
  const readAtMs = shallowRef(0)
  const nowMs = useClock()
  let stop = new AbortController()

  function look() {
    stop.abort()
    stop = new AbortController()
    const mine = stop.signal
    const state = leases.followPage({ from: from.value, limit: leasesPerPage }, mine)
    const unwatch = watch(state, (now) => {
      if (mine.aborted) return
      failure.value = now.failure
      if (now.kind !== 'ready') return
      page.value = now.value
      readAtMs.value = performance.now()
    })
    mine.addEventListener('abort', unwatch, { once: true })
  }

  watch(from, look, { immediate: true })
  onScopeDispose(() => stop.abort())

  return {
    page,
    failure,
    /** Whole seconds since the page was read. */
    ageSeconds: computed(() => Math.max(0, Math.floor((nowMs.value - readAtMs.value) / 1000))),
    hasPrevious: computed(() => (page.value?.from ?? 0) > 0),
    hasNext: computed(() => (page.value?.from ?? 0) + leasesPerPage < (page.value?.total ?? 0)),
    /** Goes a page on (1) or back (-1). */
    step: (direction: 1 | -1) =>
      (from.value = Math.max(0, (page.value?.from ?? 0) + direction * leasesPerPage)),
    /** Reads the page again at once. */
    refresh: look,
  }
}
