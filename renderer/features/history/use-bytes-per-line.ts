import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'

/** Characters of half a line beside its bytes: offset, gaps, border. */
const framing = 16

/** How many bytes a line of two halves has room for: 16, 8 or 4. */
export function useBytesPerLine(box: Readonly<ShallowRef<HTMLElement | null>>): Readonly<ShallowRef<number>> {
  const perLine = shallowRef(16)
  const observer = new ResizeObserver(() => {
    const element = box.value
    if (!element || element.clientWidth === 0) return
    const characterPx = 0.61 * Number.parseFloat(getComputedStyle(element).fontSize)
    const room = element.clientWidth / 2 / characterPx - framing
    perLine.value = [16, 8].find((count) => count * 4 <= room) ?? 4
  })
  onMounted(() => box.value && observer.observe(box.value))
  onBeforeUnmount(() => observer.disconnect())
  return perLine
}
