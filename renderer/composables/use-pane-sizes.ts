import { computed, type WritableComputedRef } from 'vue'
import { useViewStateStore } from '../stores/view-state'

export type PaneSizes = { readonly [pane: string]: number }

function isPaneSizes(value: unknown): value is PaneSizes {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((size) => typeof size === 'number')
  )
}

/**
 * Pane widths in px that come back after a restart; bind it to a Splitter: `<Splitter v-model:sizes="sizes" …>`.
 * @param name of the view state, e.g. `keys/panes`
 */
export function usePaneSizes(name: string): WritableComputedRef<PaneSizes> {
  const state = useViewStateStore().use<PaneSizes>(name, {}, isPaneSizes)
  return computed({ get: () => state.value.value, set: (sizes) => state.set(sizes) })
}
