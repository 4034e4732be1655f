import { computed } from 'vue'
import { useViewStateStore } from '../../stores/view-state'

/** How the panels of a connection lie: in how many columns, how high each is, in rem, and which have their newest event last. */
interface PanelSizes {
  readonly columns: number
  readonly heights: { readonly [panel: string]: number }
  readonly newestLast?: readonly string[]
}

export const usualHeightRem = 22
export const leastHeightRem = 12
const mostHeightRem = 90
export const mostColumns = 3

function isPanelSizes(value: unknown): value is PanelSizes & { readonly [name: string]: never } {
  if (typeof value !== 'object' || value === null) return false
  const { columns, heights, newestLast = [] } = value as Partial<PanelSizes>
  return (
    typeof columns === 'number' &&
    columns >= 1 &&
    columns <= mostColumns &&
    typeof heights === 'object' &&
    Object.values(heights).every((height) => typeof height === 'number') &&
    Array.isArray(newestLast) &&
    newestLast.every((panel) => typeof panel === 'string')
  )
}

/** How a connection's panels lie; it comes back after a restart. */
export function usePanelSizes(connectionId: string) {
  const state = useViewStateStore().use(
    `watch/sizes/${connectionId}`,
    { columns: 1, heights: {} } as PanelSizes & { readonly [name: string]: never },
    isPanelSizes,
  )
  const set = (part: Partial<PanelSizes>) => state.set({ ...state.value.value, ...part } as never)
  const heightOf = (panel: string) => state.value.value.heights[panel] ?? usualHeightRem
  const newestLast = () => state.value.value.newestLast ?? []
  return {
    columns: computed({ get: () => state.value.value.columns, set: (columns) => set({ columns }) }),
    heightOf,
    resize(panel: string, heightRem: number): void {
      const height = Math.min(mostHeightRem, Math.max(leastHeightRem, Math.round(heightRem * 8) / 8))
      set({ heights: { ...state.value.value.heights, [panel]: height } })
    },
    isNewestFirst: (panel: string) => !newestLast().includes(panel),
    /** Turns a panel's log over. */
    turn(panel: string): void {
      const others = newestLast().filter((id) => id !== panel)
      set({ newestLast: newestLast().includes(panel) ? others : [...others, panel] })
    },
    /** Of panels that are gone nothing is kept. */
    forget(panel: string): void {
      const heights = Object.entries(state.value.value.heights).filter(([id]) => id !== panel)
      set({
        heights: Object.fromEntries(heights),
        newestLast: newestLast().filter((id) => id !== panel),
      })
    },
  }
}
