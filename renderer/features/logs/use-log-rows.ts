import { computed, nextTick, shallowRef, watch, type ShallowRef } from 'vue'
import type { MemberLog } from '../../stores/member-log'
import { rowsAt, scrollAfterShift, scrollToRow } from '../keys/tree/fixed-rows'
import { useScrollBox } from '../keys/tree/use-scroll-box'

/** Row height in rem, as the lines are drawn. */
const rowRem = 1.5
const beyond = 8

/**
 * Where the lines of a log stand: at the newest until somebody scrolls up or chooses a line, then what is in sight stays in
 * its place, whatever comes before and after it, until it is told to follow or is scrolled to its end.
 */
export function useLogRows(log: MemberLog, box: Readonly<ShallowRef<HTMLElement | null>>) {
  const { viewPx, scrollPx, rowPx, onScroll, scrollTo, apply } = useScrollBox(box, rowRem)
  /** Lines that there were when it began to stand still, less those that came in front. */
  const mark = shallowRef(0)
  let lastPx = 0

  const layout = computed(() => ({
    rowCount: log.shown.value.window.count,
    rowPx: rowPx.value,
    viewPx: viewPx.value,
    scrollPx: scrollPx.value,
  }))
  const at = computed(() => rowsAt(layout.value, beyond))
  const seen = computed(() => rowsAt(layout.value, 0))
  const endPx = () => Math.max(0, at.value.heightPx - viewPx.value)
  /** By the box itself: when it is made larger it scrolls before anybody hears of its new height. */
  const isAtEnd = () => {
    const element = box.value
    if (!element) return true
    return element.scrollTop + element.clientHeight >= element.scrollHeight - rowPx.value / 2
  }
  const newLines = () => log.shown.value.window.count - log.shown.value.moved

  function moveTo(px: number) {
    scrollTo(px)
    void nextTick(apply)
  }

  function setFollowing(follows: boolean) {
    if (!follows && log.isFollowing.value) mark.value = newLines()
    log.setFollowing(follows)
    if (follows) moveTo(endPx())
  }

  watch(seen, ({ first, last }) => log.look({ first, last }), { immediate: true })
  watch(log.shown, (now, before) => {
    const shift = now.moved - before.moved
    if (log.isFollowing.value) moveTo(endPx())
    else if (shift !== 0) {
      const old = { ...layout.value, rowCount: before.window.count }
      moveTo(scrollAfterShift(old, now.window.count, shift))
    }
  })
  watch([viewPx, rowPx], () => log.isFollowing.value && moveTo(endPx()))

  return {
    at,
    viewPx,
    pageRows: () => Math.max(1, Math.floor(viewPx.value / rowPx.value) - 1),
    /** Lines that have come since it stands still. */
    unseen: computed(() => (log.isFollowing.value ? 0 : Math.max(0, newLines() - mark.value))),
    setFollowing,
    onBoxScroll() {
      onScroll()
      if (isAtEnd()) setFollowing(true)
      else if (scrollPx.value < lastPx - 1) setFollowing(false)
      lastPx = scrollPx.value
    },
    /** Brings a place into sight and stands still there. */
    showPlace(place: number, align: 'nearest' | 'center' = 'nearest') {
      setFollowing(false)
      moveTo(scrollToRow(layout.value, place, align))
    },
  }
}
