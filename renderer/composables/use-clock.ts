import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** `performance.now()`, renewed each `everyMs` while the surrounding scope lives: for what counts down. */
export function useClock(everyMs = 1000): Readonly<ShallowRef<number>> {
  const nowMs = shallowRef(performance.now())
  const timer = setInterval(() => (nowMs.value = performance.now()), everyMs)
  onScopeDispose(() => clearInterval(timer))
  return nowMs
}
