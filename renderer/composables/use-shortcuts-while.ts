import { effectScope, onScopeDispose, watch, type EffectScope, type Ref } from 'vue'
import { useShortcut, type ShortcutId } from './shortcuts'

/** Runs these shortcuts' handlers as long as `isActive` holds: views that are kept but hidden must not answer. */
export function useShortcutsWhile(
  isActive: Readonly<Ref<boolean>>,
  handlers: Partial<Record<ShortcutId, (event: KeyboardEvent) => void>>,
): void {
  let scope: EffectScope | undefined
  const stop = () => {
    scope?.stop()
    scope = undefined
  }
  watch(
    isActive,
    (active) => {
      stop()
      if (!active) return
      scope = effectScope(true)
      scope.run(() => {
        for (const [id, handler] of Object.entries(handlers)) useShortcut(id as ShortcutId, handler)
      })
    },
    { immediate: true },
  )
  onScopeDispose(stop)
}
