import { onScopeDispose, watch, type Ref } from 'vue'

/**
 * Asks before the page is closed or loaded again while `isDirty`: the browser does so by itself, in Electron the window
 * (main/electron/window.ts).
 */
export function useUnloadGuard(isDirty: Readonly<Ref<boolean>>): void {
  const guard = (event: BeforeUnloadEvent) => {
    event.preventDefault()
    // Chromium before 119 looks at this alone.
    event.returnValue = 'unsaved'
  }
  const stop = () => window.removeEventListener('beforeunload', guard)
  watch(
    isDirty,
    (dirty) => {
      stop()
      if (dirty) window.addEventListener('beforeunload', guard)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
}
