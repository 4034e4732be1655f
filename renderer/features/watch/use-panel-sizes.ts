import { computed } from 'vue'
import { useViewStateStore } from '../../stores/view-state'

/** How the panels of a connection lie: in how many columns, and how high each is, in rem. */
interface PanelSizes {
  readonly columns: number
  readonly heights: { readonly [panel: string]: number }
}

export const usualHeightRem = 22
export const leastHeightRem = 12
const mostHeightRem = 90
export const mostColumns = 3

function isPanelSizes(value: unknown): value is PanelSizes & { readonly [name: string]: never } {
  if (typeof value !== 'object' || value === null) return false
  const { columns, heights } = value as Partial<PanelSizes>
  return (
    typeof columns === 'number' &&
    columns >= 1 &&
    columns <= mostColumns &&
    typeof heights === 'object' &&
    Object.values(heights).every((height) => typeof height === 'number')
  )
}

/** The sizes of a connection's panels; they come back after a restart. */
export function usePanelSizes(connectionId: string) {
  const state = useViewStateStore().use(
    `watch/sizes/${connectionId}`,
    { columns: 1, heights: {} } as PanelSizes & { readonly [name: string]: never },
    isPanelSizes,
  )
  const set = (part: Partial<PanelSizes>) => state.set({ ...state.value.value, ...part } as never)
  const heightOf = (panel: string) => state.value.value.heights[panel] ?? usualHeightRem
  return {
    columns: computed({ get: () => state.value.value.columns, set: (columns) => set({ columns }) }),
    heightOf,
    resize(panel: string, heightRem: number): void {
      const height = Math.min(mostHeightRem, Math.max(leastHeightRem, Math.round(heightRem * 8) / 8))
      set({ heights: { ...state.value.value.heights, [panel]: height } })
    },
    /** Heights of panels that are gone are not kept. */
    forget(panel: string): void {
      const heights = Object.entries(state.value.value.heights).filter(([id]) => id !== panel)
      set({ heights: Object.fromEntries(heights) })
    },
  }
}
