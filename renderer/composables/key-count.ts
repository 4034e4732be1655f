import { computed, type ComputedRef } from 'vue'
import { useTreeStore } from '../stores/tree'

/** Keys of an open connection, live from its tree; undefined until the first count. */
export function useKeyCount(connectionId: () => string): ComputedRef<number | undefined> {
  return computed(() => useTreeStore(connectionId()).state?.keyCount)
}
