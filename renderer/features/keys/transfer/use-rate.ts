import { computed, shallowRef, watch, type ComputedRef } from 'vue'

/** How many of something are done each second, on average since it began; undefined in the first half second. */
export function useRate(done: () => number | undefined): ComputedRef<number | undefined> {
  const start = shallowRef<{ readonly at: number; readonly count: number }>()
  const now = shallowRef<{ readonly at: number; readonly count: number }>()
  watch(
    done,
    (count) => {
      if (count === undefined) start.value = now.value = undefined
      else {
        now.value = { at: performance.now(), count }
        if (!start.value || count < start.value.count) start.value = now.value
      }
    },
    { immediate: true },
  )
  return computed(() => {
    if (!start.value || !now.value) return undefined
    const seconds = (now.value.at - start.value.at) / 1000
    return seconds < 0.5 ? undefined : (now.value.count - start.value.count) / seconds
  })
}
