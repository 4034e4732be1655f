import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'

/** Row height in rem, as the token `--row` has it. */
const treeRowRem = 1.625

/** The size, scroll position and row height of a box, kept up to date; `scrollTo` sets the position at once. */
export function useScrollBox(box: Readonly<ShallowRef<HTMLElement | null>>, rowRem = treeRowRem) {
  const viewPx = shallowRef(0)
  const scrollPx = shallowRef(0)
  const rowPx = shallowRef(16 * rowRem)

  function measure() {
    const element = box.value
    if (!element) return
    rowPx.value = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
    // A hidden box (another tab in front) has no height; what was known stays.
    if (element.clientHeight > 0) viewPx.value = element.clientHeight
  }

  const observer = new ResizeObserver(() => {
    const element = box.value
    const wasHidden = element && element.clientHeight > 0 && element.scrollTop !== scrollPx.value
    measure()
    // Hiding a box resets its scroll position.
    if (wasHidden) element.scrollTop = scrollPx.value
  })
  onMounted(() => {
    measure()
    if (box.value) observer.observe(box.value)
  })
  onBeforeUnmount(() => observer.disconnect())

  return {
    viewPx,
    scrollPx,
    rowPx,
    onScroll() {
      if (box.value && box.value.clientHeight > 0) scrollPx.value = box.value.scrollTop
    },
    /** Moves what is drawn now, and the box itself by `apply` when the new height is in place. */
    scrollTo(px: number) {
      scrollPx.value = px
    },
    apply() {
      if (box.value && Math.abs(box.value.scrollTop - scrollPx.value) >= 1)
        box.value.scrollTop = scrollPx.value
    },
  }
}
