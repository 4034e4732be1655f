import type { TreeRow } from '../../../../shared/contract/tree'
import { textToBytes } from '../../../../shared/etcd/key'
import type { ShownTree } from '../../../stores/tree'

const typeAheadMs = 700

interface Actions {
  /** Rows that fit into view: how far a page goes. */
  readonly pageRows: () => number
  /** Opens a key, or opens and closes a folder. */
  readonly activate: (row: TreeRow) => void
  readonly report: (error: unknown) => void
}

/**
 * The keyboard of ARIA's tree pattern over rows that are mostly not in the page: each key is a step from the active
 * row's place, one after the other, so that a held key loses none.
 */
export function useTreeKeyboard(tree: ShownTree, actions: Actions) {
  let queue = Promise.resolve()
  let typed = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  const lastRow = () => Math.max(0, tree.shown.window.rowCount - 1)

  async function place(): Promise<number> {
    return tree.active ? ((await tree.locate(tree.active)) ?? -1) : -1
  }

  async function goTo(row: number) {
    const at = Math.min(Math.max(row, 0), lastRow())
    const target = await tree.rowAtIndex(at)
    if (!target) return
    await tree.activate(target.path, at)
  }

  async function goToParent(row: TreeRow) {
    const last = textToBytes(row.name).length + tree.separatorBytes.length
    const parent = await tree.locate(row.path.slice(0, row.path.length - last))
    if (parent !== undefined) await goTo(parent)
  }

  async function right(at: number, row: TreeRow) {
    if (!row.isFolder) return
    if (!row.isExpanded) await tree.expand(row.path, true)
    else if (((await tree.rowAtIndex(at + 1))?.level ?? 0) > row.level) await goTo(at + 1)
  }

  async function left(row: TreeRow) {
    if (row.isFolder && row.isExpanded) await tree.expand(row.path, false)
    else if (row.level > 1) await goToParent(row)
  }

  async function typeAhead(letter: string) {
    clearTimeout(timer)
    timer = setTimeout(() => (typed = ''), typeAheadMs)
    typed += letter
    const at = await place()
    const isRepeated = [...typed].every((each) => each === typed[0])
    const row = await tree.findRow(isRepeated ? (typed[0] ?? '') : typed, isRepeated ? at : at - 1)
    if (row !== undefined) await goTo(row)
  }

  async function step(key: string): Promise<void> {
    const at = await place()
    const page = Math.max(1, actions.pageRows() - 1)
    if (key === 'ArrowDown') return goTo(at + 1)
    if (key === 'ArrowUp') return goTo(at < 0 ? 0 : at - 1)
    if (key === 'Home') return goTo(0)
    if (key === 'End') return goTo(lastRow())
    if (key === 'PageDown') return goTo(at + page)
    if (key === 'PageUp') return goTo(at - page)
    const row = at < 0 ? undefined : await tree.rowAtIndex(at)
    if (!row) return
    // Not waited for: the keyboard goes on meanwhile.
    if (key === '*') void tree.expandAll(row.path, 'siblings').catch(actions.report)
    if (key === 'ArrowRight') return right(at, row)
    if (key === 'ArrowLeft') return left(row)
    if (key === 'Enter' || (key === ' ' && typed === '')) actions.activate(row)
    else if (key === ' ') return typeAhead(key)
  }

  const steps = [
    'ArrowDown',
    'ArrowUp',
    'ArrowLeft',
    'ArrowRight',
    'Home',
    'End',
    'PageDown',
    'PageUp',
    'Enter',
    '*',
    ' ',
  ]

  return function onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { key } = event
    const isLetter = key.length === 1 && key !== ' ' && !'/?*'.includes(key)
    if (!isLetter && !steps.includes(key)) return
    event.preventDefault()
    event.stopPropagation()
    queue = queue.then(() => (isLetter ? typeAhead(key) : step(key))).catch(actions.report)
  }
}
