import type { TreeRow } from '../../../../shared/contract/tree'
import { useChosenRowsStore } from '../../../stores/chosen-rows'
import type { useTreeStore } from '../../../stores/tree'

const maxRange = 1_000

/** Choosing several rows: Ctrl adds and takes away, Shift goes on from the active row, on the keyboard as well. */
export function useChoosing(connectionId: string, tree: ReturnType<typeof useTreeStore>) {
  const chosen = useChosenRowsStore(connectionId)
  let queue = Promise.resolve()

  async function activeRow(): Promise<{ at: number; row: TreeRow } | undefined> {
    const at = tree.active && (await tree.locate(tree.active))
    const row = at === undefined ? undefined : await tree.rowAtIndex(at)
    return at === undefined || !row ? undefined : { at, row }
  }

  async function toggle(row: TreeRow) {
    const active = await activeRow()
    if (chosen.rows.size === 0 && active) chosen.add([active.row])
    chosen.toggle(row)
    tree.select(row.path)
  }

  async function extendTo(row: TreeRow) {
    const from = (await activeRow())?.at
    const to = await tree.locate(row.path)
    if (from === undefined || to === undefined) return
    const first = Math.max(Math.min(from, to), Math.max(from, to) - maxRange)
    for (let at = first; at <= Math.max(from, to); at++) {
      const each = await tree.rowAtIndex(at)
      if (each) chosen.add([each])
    }
    tree.select(row.path)
  }

  async function step(by: number) {
    const active = await activeRow()
    const next = active && (await tree.rowAtIndex(active.at + by))
    if (!next) return
    // Going back gives up what was added last.
    if (chosen.has(next)) chosen.toggle(active.row)
    else chosen.add([active.row, next])
    await tree.activate(next.path, active.at + by)
  }

  return {
    chosen,
    /** True when the press chose rows and opens nothing. */
    onPress(row: TreeRow, event: MouseEvent, report: (error: unknown) => void): boolean {
      if (event.ctrlKey || event.metaKey) toggle(row).catch(report)
      else if (event.shiftKey) extendTo(row).catch(report)
      else {
        chosen.clear()
        return false
      }
      return true
    },
    /** True when the key chose rows. */
    onKey(event: KeyboardEvent, report: (error: unknown) => void): boolean {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      if (!event.shiftKey || event.ctrlKey || event.metaKey || by === 0) return false
      event.preventDefault()
      event.stopPropagation()
      queue = queue.then(() => step(by)).catch(report)
      return true
    },
  }
}
