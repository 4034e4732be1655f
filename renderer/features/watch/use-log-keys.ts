import { computed, nextTick, shallowRef, watch, type ShallowRef } from 'vue'
import type { PanelRow } from '../../../shared/contract/panels'
import type { PanelView } from '../../stores/panel-view'
import type { useLogScroll } from './use-log-scroll'

/** A line of a log as it is drawn; no row: it is not here yet, or below an open one. */
interface DrawnLine {
  readonly line: number
  readonly row: PanelRow | undefined
}

interface Log {
  readonly box: Readonly<ShallowRef<HTMLElement | null>>
  readonly drawn: () => readonly DrawnLine[]
  readonly isNewestFirst: () => boolean
  readonly scroll: ReturnType<typeof useLogScroll>
}

/** The keyboard in a panel's log: arrows, page keys, Home and End go about its rows, Esc closes the open one. */
export function useLogKeys(view: PanelView, { box, drawn, isNewestFirst, scroll }: Log) {
  const { open, flip, pageRows, showLine, toggle, setFollowing } = scroll
  /** The row that has the keyboard. */
  const active = shallowRef<number>()
  /** The row that Tab comes to. */
  const tabbed = computed(() => {
    const rows = drawn().filter(({ row }) => row)
    const known = rows.find(({ row }) => row?.row === active.value)
    return known?.row?.row ?? rows.at(isNewestFirst() ? 0 : -1)?.row?.row
  })
  const count = () => view.shown.value.window.count

  async function goTo(line: number) {
    const to = Math.max(0, Math.min(count() - 1, line))
    if (flip(to) < count() - 1) setFollowing(false)
    const row = await view.rowAt(flip(to))
    if (!row) return
    active.value = row.row
    showLine(to)
    await nextTick()
    await nextTick()
    box.value?.querySelector<HTMLElement>('.line[tabindex="0"]')?.focus({ preventScroll: true })
  }

  function press(row: number, place: number) {
    active.value = row
    toggle(row, place)
  }

  function onKeydown(event: KeyboardEvent) {
    const target = event.target instanceof HTMLElement ? event.target : undefined
    if (target?.closest('.opened') || event.ctrlKey || event.metaKey || event.altKey) return
    const page = pageRows()
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity },
    }
    if (event.key === 'Escape' && open.value) return press(open.value.row, open.value.place)
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const from = drawn().find(({ row }) => row && row.row === tabbed.value)?.line ?? flip(count() - 1)
    void goTo(from + step).catch(() => {})
  }

  // The keyboard stays with its row; one that goes leaves it to the log.
  watch(drawn, () => {
    const had = document.activeElement
    if (!(had instanceof HTMLElement) || !had.classList.contains('line') || !box.value?.contains(had)) return
    const row = had.dataset['row']
    void nextTick(() => {
      if (had.isConnected && had.dataset['row'] === row) return
      const line = box.value?.querySelector<HTMLElement>(`.line[data-row="${row}"]`)
      ;(line ?? box.value)?.focus({ preventScroll: true })
    })
  })

  return { tabbed, press, onKeydown }
}
