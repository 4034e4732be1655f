import { computed, watch, type ComputedRef } from 'vue'
import { useAsync } from '../../../composables/use-async'
import { unwrapValue, type Unwrapped } from './unwrap-value'

/** What lies inside a value, once it was looked into; undefined meanwhile and for a value that is not wrapped. */
export function useUnwrapped(bytes: () => Uint8Array): ComputedRef<Unwrapped | undefined> {
  const look = useAsync(async (signal: AbortSignal, value: Uint8Array) => ({
    value,
    unwrapped: await unwrapValue(value, signal),
  }))
  watch(bytes, (value) => void look.run(value), { immediate: true })
  return computed(() => {
    const found = look.value.value
    return found?.value === bytes() ? found.unwrapped : undefined
  })
}
