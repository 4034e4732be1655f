import { shallowRef, type ShallowRef } from 'vue'

/** A panel on its way: `to` is the place it would take. */
interface Dragged {
  readonly panel: string
  readonly to: number
}

/** Moves a panel among the others by the pointer; let go, `move` is told where to. Esc leaves it where it was. */
export function usePanelDrag(
  grid: Readonly<ShallowRef<HTMLElement | null>>,
  {
    order,
    move,
  }: { readonly order: () => readonly string[]; readonly move: (panel: string, to: number) => void },
) {
  const dragged = shallowRef<Dragged>()

  /** The panel the pointer is over, by its place among the grid's children. */
  function placeAt({ clientX, clientY }: PointerEvent): number | undefined {
    const children = [...(grid.value?.children ?? [])]
    const at = children.findIndex((child) => {
      const { left, right, top, bottom } = child.getBoundingClientRect()
      return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom
    })
    return at < 0 ? undefined : at
  }

  function start(panel: string, event: PointerEvent) {
    const handle = event.currentTarget
    if (event.button !== 0 || !(handle instanceof HTMLElement)) return
    const ended = new AbortController()
    const { signal } = ended
    const end = () => {
      dragged.value = undefined
      ended.abort()
    }
    handle.setPointerCapture(event.pointerId)
    dragged.value = { panel, to: order().indexOf(panel) }
    handle.addEventListener(
      'pointermove',
      (now) => {
        const to = placeAt(now)
        if (to !== undefined) dragged.value = { panel, to }
      },
      { signal },
    )
    handle.addEventListener(
      'pointerup',
      () => {
        const to = dragged.value?.to
        end()
        if (to !== undefined && to !== order().indexOf(panel)) move(panel, to)
      },
      { signal },
    )
    handle.addEventListener('pointercancel', end, { signal })
    window.addEventListener('keydown', (key) => key.key === 'Escape' && end(), { signal })
  }

  return { dragged, start }
}
