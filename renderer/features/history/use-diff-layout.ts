import { computed, onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'
import { useViewStateStore } from '../../stores/view-state'

type Layout = 'side' | 'inline'
const isChoice = (value: unknown): value is Layout | null =>
  value === null || value === 'side' || value === 'inline'

/** Two panes of less than this are hard to read. */
const sideFromRem = 46

/** How two texts are laid out: as somebody chose, which comes back after a restart, else by the room there is. */
export function useDiffLayout(box: Readonly<ShallowRef<HTMLElement | null>>) {
  const choice = useViewStateStore().use<Layout | null>('history/diff-layout', null, isChoice)
  const widthRem = shallowRef(sideFromRem)
  const observer = new ResizeObserver(() => {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
    const width = box.value?.clientWidth ?? 0
    if (width > 0) widthRem.value = width / rem
  })
  onMounted(() => box.value && observer.observe(box.value))
  onBeforeUnmount(() => observer.disconnect())

  const layout = computed<Layout>(
    () => choice.value.value ?? (widthRem.value < sideFromRem ? 'inline' : 'side'),
  )
  return {
    layout,
    isInline: computed(() => layout.value === 'inline'),
    toggle: () => choice.set(layout.value === 'inline' ? 'side' : 'inline'),
  }
}
