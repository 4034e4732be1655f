import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { mayBeKubernetes } from '../../../../shared/k8s/magic'
import { useAsync } from '../../../composables/use-async'
import { loadKubernetes, unwrapValue, type Unwrapped, type UnwrapOptions } from './unwrap-value'

const kubernetes = shallowRef<Awaited<ReturnType<typeof loadKubernetes>>>()

async function lookInto(value: Uint8Array, signal: AbortSignal): Promise<Unwrapped | undefined> {
  if (mayBeKubernetes(value)) kubernetes.value ??= await loadKubernetes()
  return unwrapValue(value, signal)
}

/**
 * What lies inside a value, once it was looked into; undefined meanwhile and for a value that is not wrapped. Kubernetes
 * objects are there at once when the first was looked at: their text does not flicker while they change.
 */
export function useUnwrapped(
  bytes: () => Uint8Array,
  options: () => UnwrapOptions = () => ({}),
): ComputedRef<Unwrapped | undefined> {
  const look = useAsync(async (signal: AbortSignal, value: Uint8Array) => ({
    value,
    unwrapped: await lookInto(value, signal),
  }))
  watch(bytes, (value) => void look.run(value), { immediate: true })
  return computed(() => {
    const value = bytes()
    const stored = mayBeKubernetes(value) ? kubernetes.value?.viewStored(value, options()) : undefined
    if (stored) return stored
    const found = look.value.value
    return found?.value === value ? (found.unwrapped ?? undefined) : undefined
  })
}
