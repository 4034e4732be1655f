import { computed, nextTick, onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'
import type { PanelView } from '../../stores/panel-view'
import { rowAtPlace } from '../../stores/panel-window'
import { rowsAt, scrollAfterShift, scrollToRow } from '../keys/tree/fixed-rows'
import { useScrollBox } from '../keys/tree/use-scroll-box'
import { detailRows, placeAtSlot, slotCount, slotOfPlace, slotsBetween } from './log-slots'

/** Row height in rem, as the log's rows are drawn. */
const rowRem = 1.875
const beyond = 6

/** A row that shows more below it. */
interface OpenRow {
  readonly row: number
  readonly place: number
}

/**
 * Where a panel's log stands. It follows the newest rows until somebody scrolls up or opens a row; then it stands still:
 * what is in sight stays in its place, whatever comes and goes around it, until it is told to follow again or is scrolled to
 * its end.
 */
export function useLogScroll(view: PanelView, box: Readonly<ShallowRef<HTMLElement | null>>) {
  const { isFollowing, topRow, filter } = view.look
  const { viewPx, scrollPx, rowPx, onScroll, scrollTo, apply } = useScrollBox(box, rowRem)
  const open = shallowRef<OpenRow>()
  const mark = shallowRef({ count: 0, moved: 0 })
  let lastPx = 0

  const layout = computed(() => ({
    rowCount: slotCount(view.shown.value.window.count, open.value?.place),
    rowPx: rowPx.value,
    viewPx: viewPx.value,
    scrollPx: scrollPx.value,
  }))
  const at = computed(() => {
    const { heightPx, first, last, topPx } = rowsAt(layout.value, beyond)
    const drawn = slotsBetween(first, last, open.value?.place)
    return { heightPx, topPx: topPx - (first - drawn.first) * rowPx.value, slots: drawn.slots }
  })
  const seen = computed(() => {
    const { first, last } = rowsAt(layout.value, 0)
    const place = (slot: number) => placeAtSlot(slot, open.value?.place)
    return { first: place(first), last: place(Math.max(first, last - 1)) + 1 }
  })
  const endPx = () => Math.max(0, at.value.heightPx - viewPx.value)

  const isAtEnd = () => scrollPx.value >= endPx() - rowPx.value / 2

  function moveTo(px: number) {
    scrollTo(px)
    void nextTick(apply)
  }

  function setFollowing(follows: boolean) {
    if (!follows && isFollowing.value) {
      const { window, moved } = view.shown.value
      mark.value = { count: window.count, moved }
    }
    isFollowing.value = follows
    if (follows) moveTo(endPx())
  }

  function onBoxScroll() {
    onScroll()
    const px = scrollPx.value
    if (isAtEnd()) {
      if (!open.value && !isFollowing.value) setFollowing(true)
    } else if (px < lastPx - 1) setFollowing(false)
    lastPx = px
  }

  function showPlace(place: number) {
    moveTo(scrollToRow(layout.value, slotOfPlace(place, open.value?.place), 'nearest'))
  }

  function toggle(row: number, place: number) {
    if (open.value?.row === row) {
      open.value = undefined
      // Its end may be in sight again without anything being scrolled.
      void nextTick(() => isAtEnd() && setFollowing(true))
      return
    }
    setFollowing(false)
    open.value = { row, place }
    // All of it is brought into sight, its row first.
    void nextTick(() => reveal(place))
  }

  /** An open row with all that it shows, or its beginning. */
  function reveal(place: number) {
    scrollTo(scrollToRow(layout.value, place + detailRows, 'nearest'))
    showPlace(place)
  }

  let isRestored = isFollowing.value || topRow.value === undefined
  /** After another section was in front: back to where it stood. */
  function restore() {
    const { window } = view.shown.value
    const first = view.state.value?.firstRow
    if (isRestored || first === undefined || window.version < 0) return
    isRestored = true
    mark.value = { count: window.count, moved: view.shown.value.moved }
    moveTo(Math.max(0, (topRow.value ?? 0) - first) * rowPx.value)
  }

  watch(seen, ({ first, last }) => view.lookAt({ first, last }), { immediate: true })
  watch(view.shown, (now, before) => {
    restore()
    const shift = now.moved - before.moved
    if (shift !== 0 && open.value) {
      const place = open.value.place + shift
      open.value = place < 0 ? undefined : { ...open.value, place }
    }
    if (isFollowing.value) moveTo(endPx())
    else if (shift !== 0) {
      const old = { ...layout.value, rowCount: before.window.count }
      moveTo(scrollAfterShift(old, layout.value.rowCount, shift))
    }
  })
  watch([viewPx, rowPx], () => {
    if (isFollowing.value) moveTo(endPx())
    else if (open.value) reveal(open.value.place)
  })
  watch(filter, () => {
    open.value = undefined
    setFollowing(true)
  })
  onBeforeUnmount(() => {
    const { window } = view.shown.value
    topRow.value = isFollowing.value || filter.value ? undefined : rowAtPlace(window, seen.value.first)?.row
    isFollowing.value = topRow.value === undefined
  })

  return {
    rowPx,
    at,
    open,
    pageRows: () => Math.max(1, Math.floor(viewPx.value / rowPx.value) - 1),
    /** Rows that have come since it stands still. */
    unseen: computed(() => {
      const { window, moved } = view.shown.value
      return isFollowing.value ? 0 : Math.max(0, window.count - mark.value.count - (moved - mark.value.moved))
    }),
    onBoxScroll,
    showPlace,
    toggle,
    setFollowing,
  }
}
