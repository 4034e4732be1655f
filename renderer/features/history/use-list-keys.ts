import type { Ref } from 'vue'
import type { useHistoryStore } from '../../stores/history'
import { indexOfRevision } from '../../stores/revision-list'

type History = ReturnType<typeof useHistoryStore>

/** How far a key moves in a list; undefined for keys that do not. */
function stepOf(key: string, pageRows: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: pageRows,
    PageUp: -pageRows,
    Home: -Infinity,
    End: Infinity,
  }
  return steps[key]
}

/**
 * Choosing revisions by mouse and keyboard: alone, the chosen one; with Shift or Ctrl, what it is compared with.
 *
 * @param places the rows that are listed, as indexes into all
 */
export function useListKeys(
  history: History,
  places: Readonly<Ref<readonly number[]>>,
  view: { readonly pageRows: () => number; readonly focusChosen: () => Promise<void> },
) {
  function onPress(revision: bigint, event: MouseEvent) {
    const isOther = event.shiftKey || event.ctrlKey || event.metaKey
    const chosen = history.list.rows[history.chosenIndex]?.revision
    if (!isOther || chosen === undefined || chosen === revision) return history.choose(revision)
    history.compareWith({ kind: 'revision', revision })
  }

  function move(from: number, step: number): bigint | undefined {
    const last = places.value.length - 1
    const to = Math.max(0, Math.min(last, from + step))
    return history.list.rows[places.value[to] ?? -1]?.revision
  }

  function onKeydown(event: KeyboardEvent) {
    const step = stepOf(event.key, view.pageRows())
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const { against, chosenIndex } = history
    const isOther = event.shiftKey && against.kind === 'revision'
    const start = isOther ? indexOfRevision(history.list.rows, against.revision) : chosenIndex
    const from = places.value.indexOf(start)
    const revision = move(from < 0 && step > 0 ? -1 : from, step)
    if (revision === undefined) return
    if (event.shiftKey) history.compareWith({ kind: 'revision', revision })
    else history.choose(revision)
    void view.focusChosen()
  }

  return { onPress, onKeydown }
}
