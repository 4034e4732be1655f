import { shallowRef } from 'vue'
import type { TreeRow } from '../../../../shared/contract/tree'

interface Rows {
  /** The DOM id of the active row, if it is in sight. */
  readonly activeId: () => string | undefined
  readonly byId: (id: string) => TreeRow | undefined
  readonly choose: (row: TreeRow) => void
}

/** Whose menu is open, and how it is opened by the keyboard: rows have no focus of their own. */
export function useRowMenu({ activeId, byId, choose }: Rows) {
  const row = shallowRef<TreeRow>()

  return {
    row,
    /** Before the menu opens: whose it is. Beside the rows there is none. */
    onContextMenu(event: MouseEvent): void {
      const element = event.target instanceof Element ? event.target.closest('[role=treeitem]') : null
      row.value = element ? byId(element.id) : undefined
      if (row.value) return choose(row.value)
      event.preventDefault()
      event.stopPropagation()
    },
    /** Opens it for the menu key and Shift+F10; true when the event was one of these. */
    openByKey(event: KeyboardEvent): boolean {
      if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return false
      event.preventDefault()
      const element = document.getElementById(activeId() ?? '')
      if (!element) return true
      const { left, bottom } = element.getBoundingClientRect()
      const place = { clientX: left + 24, clientY: bottom }
      element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...place }))
      return true
    },
  }
}
