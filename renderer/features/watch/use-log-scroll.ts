import { computed, nextTick, onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'
import type { PanelView } from '../../stores/panel-view'
import { rowAtPlace } from '../../stores/panel-window'
import { rowsAt, scrollAfterShift, scrollToRow } from '../keys/tree/fixed-rows'
import { useScrollBox } from '../keys/tree/use-scroll-box'
import { flipped, movedLines } from './log-order'
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
 * Where a panel's log stands. It follows the newest rows until somebody scrolls away from them or opens a row; then it stands
 * still: what is in sight stays in its place, whatever comes and goes around it, until it is told to follow again or is
 * scrolled to the newest.
 */
export function useLogScroll(
  view: PanelView,
  box: Readonly<ShallowRef<HTMLElement | null>>,
  isNewestFirst: () => boolean,
) {
  const { isFollowing, topRow, filter } = view.look
  const { viewPx, scrollPx, rowPx, onScroll, scrollTo, apply } = useScrollBox(box, rowRem)
  const open = shallowRef<OpenRow>()
  const mark = shallowRef({ count: 0, moved: 0 })
  let lastPx = 0

  const count = computed(() => view.shown.value.window.count)
  /** The line of a place, and the place of a line. */
  const flip = (at: number) => flipped(isNewestFirst(), count.value, at)
  const openLine = computed(() => open.value && flip(open.value.place))
  const layout = computed(() => ({
    rowCount: slotCount(count.value, openLine.value),
    rowPx: rowPx.value,
    viewPx: viewPx.value,
    scrollPx: scrollPx.value,
  }))
  const at = computed(() => {
    const { heightPx, first, last, topPx } = rowsAt(layout.value, beyond)
    const drawn = slotsBetween(first, last, openLine.value)
    return { heightPx, topPx: topPx - (first - drawn.first) * rowPx.value, slots: drawn.slots }
  })
  const seen = computed(() => {
    const { first, last } = rowsAt(layout.value, 0)
    const line = (slot: number) => placeAtSlot(slot, openLine.value)
    return { first: line(first), last: line(Math.max(first, last - 1)) + 1 }
  })
  const newestPx = () => (isNewestFirst() ? 0 : Math.max(0, at.value.heightPx - viewPx.value))
  const isAtNewest = () => Math.abs(scrollPx.value - newestPx()) <= rowPx.value / 2

  function moveTo(px: number) {
    // Asking the box for its position makes the browser lay out what was just changed: not where it stands there anyway.
    if (px === scrollPx.value) return
    scrollTo(px)
    void nextTick(apply)
  }

  function setFollowing(follows: boolean) {
    if (!follows && isFollowing.value) {
      const { window, moved } = view.shown.value
      mark.value = { count: window.count, moved }
    }
    isFollowing.value = follows
    if (follows) moveTo(newestPx())
  }

  function onBoxScroll() {
    onScroll()
    const px = scrollPx.value
    const away = isNewestFirst() ? px - lastPx : lastPx - px
    if (isAtNewest()) {
      if (!open.value && !isFollowing.value) setFollowing(true)
    } else if (away > 1) setFollowing(false)
    lastPx = px
  }

  function showLine(line: number) {
    moveTo(scrollToRow(layout.value, slotOfPlace(line, openLine.value), 'nearest'))
  }

  function toggle(row: number, place: number) {
    if (open.value?.row === row) {
      open.value = undefined
      // Its end may be in sight again without anything being scrolled.
      void nextTick(() => isAtNewest() && setFollowing(true))
      return
    }
    setFollowing(false)
    open.value = { row, place }
    // All of it is brought into sight, its row first.
    void nextTick(() => reveal(flip(place)))
  }

  /** An open row with all that it shows, or its beginning. */
  function reveal(line: number) {
    scrollTo(scrollToRow(layout.value, line + detailRows, 'nearest'))
    showLine(line)
  }

  let isRestored = isFollowing.value || topRow.value === undefined
  /** After another section was in front: back to where it stood. */
  function restore() {
    const { window } = view.shown.value
    const first = view.state.value?.firstRow
    if (isRestored || first === undefined || window.version < 0) return
    isRestored = true
    mark.value = { count: window.count, moved: view.shown.value.moved }
    moveTo(Math.max(0, flip((topRow.value ?? 0) - first)) * rowPx.value)
  }

  watch(
    seen,
    ({ first, last }) =>
      view.lookAt(
        isNewestFirst() ? { first: count.value - last, last: count.value - first } : { first, last },
      ),
    { immediate: true },
  )
  watch(view.shown, (now, before) => {
    restore()
    const shift = now.moved - before.moved
    if (shift !== 0 && open.value) {
      const place = open.value.place + shift
      open.value = place < 0 ? undefined : { ...open.value, place }
    }
    const counts = { before: before.window.count, after: now.window.count }
    const lines = movedLines(isNewestFirst(), counts, shift)
    if (isFollowing.value) moveTo(newestPx())
    else if (lines !== 0) {
      const old = { ...layout.value, rowCount: counts.before }
      moveTo(scrollAfterShift(old, layout.value.rowCount, lines))
    }
  })
  watch([viewPx, rowPx], () => {
    if (isFollowing.value) moveTo(newestPx())
    else if (openLine.value !== undefined) reveal(openLine.value)
  })
  watch([filter, isNewestFirst], () => {
    open.value = undefined
    setFollowing(true)
  })
  onBeforeUnmount(() => {
    const { window } = view.shown.value
    topRow.value =
      isFollowing.value || filter.value ? undefined : rowAtPlace(window, flip(seen.value.first))?.row
    isFollowing.value = topRow.value === undefined
  })

  return {
    rowPx,
    at,
    open,
    flip,
    pageRows: () => Math.max(1, Math.floor(viewPx.value / rowPx.value) - 1),
    /** Rows that have come since it stands still. */
    unseen: computed(() => {
      const { window, moved } = view.shown.value
      return isFollowing.value ? 0 : Math.max(0, window.count - mark.value.count - (moved - mark.value.moved))
    }),
    onBoxScroll,
    showLine,
    toggle,
    setFollowing,
  }
}
