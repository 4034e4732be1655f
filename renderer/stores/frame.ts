import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { forgetConnection } from './per-connection'
import { useSessionsStore } from './sessions'
import { useViewStateStore } from './view-state'

/** The sections that exist, in the order of the rail. Settings is not of a connection and stands at the foot. */
export const sections = [
  'keys',
  'history',
  'watch',
  'cluster',
  'snapshots',
  'leases',
  'metrics',
  'settings',
] as const
export type Section = (typeof sections)[number]

type Frame = {
  /** Connection ids, in the order of the tabs. */
  readonly tabs: readonly string[]
  /** The tab in front; null is Home. */
  readonly active: string | null
  readonly sections: { readonly [tab: string]: Section }
}

const atHome: Frame = { tabs: [], active: null, sections: {} }

function isFrame(value: unknown): value is Frame {
  if (typeof value !== 'object' || value === null) return false
  const { tabs, active, sections: chosen } = value as Partial<Frame>
  return (
    Array.isArray(tabs) &&
    tabs.every((tab) => typeof tab === 'string') &&
    (active === null || typeof active === 'string') &&
    typeof chosen === 'object' &&
    Object.values(chosen).every((section) => sections.includes(section))
  )
}

/** Which tabs are open, which is in front, and which section each shows. It all comes back after a restart. */
export const useFrameStore = defineStore('frame', () => {
  const state = useViewStateStore().use<Frame>('frame', atHome, isFrame)
  const frame = state.value
  const isHomeSettings = shallowRef(false)

  const change = (part: Partial<Frame>) => state.set({ ...frame.value, ...part })
  const tabs = computed(() => frame.value.tabs)
  const active = computed(() => frame.value.active ?? undefined)
  const section = computed<Section>(() => {
    if (frame.value.active === null) return isHomeSettings.value ? 'settings' : 'keys'
    return frame.value.sections[frame.value.active] ?? 'keys'
  })

  /** Brings a connection's tab to the front, making it if it is not there. */
  function openTab(id: string, at?: Section) {
    const { tabs: known, sections: chosen } = frame.value
    change({
      tabs: known.includes(id) ? known : [...known, id],
      active: id,
      sections: at ? { ...chosen, [id]: at } : chosen,
    })
  }

  /** Closes a tab and its session; the tab beside it comes to the front. */
  function closeTab(id: string) {
    const { tabs: known, active: front, sections: chosen } = frame.value
    const at = known.indexOf(id)
    const rest = known.filter((tab) => tab !== id)
    const next = front === id ? (rest[Math.min(at, rest.length - 1)] ?? null) : front
    change({
      tabs: rest,
      active: next,
      sections: Object.fromEntries(Object.entries(chosen).filter(([tab]) => tab !== id)),
    })
    useSessionsStore().close(id)
    forgetConnection(id)
  }

  /** Goes to the next (1) or previous (-1) tab, around the end. */
  function stepTab(step: 1 | -1) {
    const { tabs: known, active: front } = frame.value
    if (known.length === 0) return
    const at = front === null ? (step === 1 ? -1 : 0) : known.indexOf(front)
    change({ active: known[(at + step + known.length) % known.length] ?? null })
  }

  return {
    loaded: state.loaded,
    tabs,
    active,
    section,
    openTab,
    closeTab,
    stepTab,
    showHome: () => ((isHomeSettings.value = false), change({ active: null })),
    showSection: (to: Section) => {
      if (frame.value.active === null) isHomeSettings.value = to === 'settings'
      else change({ sections: { ...frame.value.sections, [frame.value.active]: to } })
    },
  }
})
