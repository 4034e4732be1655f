import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { isKubernetesProtobuf } from '../../../../shared/k8s/magic'
import { useAsync } from '../../../composables/use-async'
import { loadKubernetes, unwrapValue, type Unwrapped, type UnwrapOptions } from './unwrap-value'

const kubernetes = shallowRef<Awaited<ReturnType<typeof loadKubernetes>>>()

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
    unwrapped: isKubernetesProtobuf(value)
      ? void (kubernetes.value ??= await loadKubernetes())
      : await unwrapValue(value, signal),
  }))
  watch(bytes, (value) => void look.run(value), { immediate: true })
  return computed(() => {
    const value = bytes()
    if (isKubernetesProtobuf(value)) return kubernetes.value?.viewObject(value, options())
    const found = look.value.value
    return found?.value === value ? (found.unwrapped ?? undefined) : undefined
  })
}
