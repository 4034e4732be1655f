import { computed, shallowRef, watch, type ShallowRef } from 'vue'
import type { PanelFilter } from '../../shared/contract/panels'
import { client } from '../client'
import { follow } from './follow'
import { panelRows } from './panel-rows'

/** What a person has set of a panel; it stays while another section is in front. */
export interface PanelLook {
  readonly filter: ShallowRef<PanelFilter | undefined>
  readonly isFilterOpen: ShallowRef<boolean>
  readonly isCountsOpen: ShallowRef<boolean>
  /** False: it stands still, and new rows do not move it. */
  readonly isFollowing: ShallowRef<boolean>
  /** The row at the top of what was seen, when it stands still. */
  readonly topRow: ShallowRef<number | undefined>
  /** `atMs` of the note that was dismissed. */
  readonly dismissedNote: ShallowRef<number | undefined>
}

export function newPanelLook(): PanelLook {
  return {
    filter: shallowRef(),
    isFilterOpen: shallowRef(false),
    isCountsOpen: shallowRef(false),
    isFollowing: shallowRef(true),
    topRow: shallowRef(),
    dismissedNote: shallowRef(),
  }
}

/**
 * A panel that is looked at: its state, and the rows in sight, until `signal` is aborted. Nothing is asked for while nobody
 * looks; the panel itself goes on in main. To be called in a component's set-up.
 */
export function panelView(panel: string, look: PanelLook, signal: AbortSignal) {
  const followed = follow((inner) => client().panels.follow({ panel }, { signal: inner }), signal)
  const state = computed(() => followed.value.value)
  const rows = panelRows(
    {
      panel,
      state: () => state.value,
      filter: () => look.filter.value,
      isFollowing: () => look.isFollowing.value,
    },
    signal,
  )
  watch([() => state.value?.version, look.filter, look.isFollowing], () => void rows.refresh())

  return {
    panel,
    look,
    state,
    failure: computed(() => followed.value.failure ?? rows.failure.value),
    shown: rows.shown,
    /** Shows only rows that match; a filter in which nothing is given is none. */
    setFilter(filter: PanelFilter | undefined): void {
      look.filter.value = filter && Object.keys(filter).length > 0 ? Object.freeze(filter) : undefined
    },
    showFilter: (isShown: boolean) => (look.isFilterOpen.value = isShown),
    showCounts: (isShown: boolean) => (look.isCountsOpen.value = isShown),
    dismissNote: (atMs: number) => (look.dismissedNote.value = atMs),
    lookAt: rows.look,
    rowAt: rows.rowAt,
    /** Value and value before of one row; throws `notFound` when the row is gone. */
    event: (row: number, stop: AbortSignal) => client().panels.event({ panel, row }, { signal: stop }),
    /** Events by kind and by key; throws the failure. */
    counts: (stop: AbortSignal) => client().panels.counts({ panel }, { signal: stop }),
  }
}

export type PanelView = ReturnType<typeof panelView>
