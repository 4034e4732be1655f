import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** True once something has been going on for longer than `afterMs`: time to say what is waited for. */
export function useSlow(isBusy: Ref<boolean>, afterMs = 300): Ref<boolean> {
  const isSlow = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    isBusy,
    (busy) => {
      clearTimeout(timer)
      isSlow.value = false
      if (busy) timer = setTimeout(() => (isSlow.value = true), afterMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return isSlow
}
