import { onScopeDispose, watch, type Ref } from 'vue'

/**
 * Lets the browser ask before the page is closed or loaded again while `isDirty`. Only in the browser host: a window of
 * Electron would refuse to close without a word.
 */
export function useUnloadGuard(isDirty: Readonly<Ref<boolean>>): void {
  const guard = (event: BeforeUnloadEvent) => event.preventDefault()
  const stop = () => window.removeEventListener('beforeunload', guard)
  watch(
    isDirty,
    (dirty) => {
      stop()
      if (dirty && window.location.protocol === 'http:') window.addEventListener('beforeunload', guard)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
}
