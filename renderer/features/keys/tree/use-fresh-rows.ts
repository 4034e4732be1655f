import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { TreeRow } from '../../../../shared/contract/tree'
import type { ShownTree } from '../../../stores/tree'

/** A change is news for so long. */
const freshMs = 10_000
const tickMs = 1_000

/**
 * Tells for each row how long ago it changed, while that is news. The clock ticks only as long as a row in sight is
 * fresh.
 */
export function useFreshRows(
  tree: ShownTree,
  rows: Readonly<Ref<readonly (TreeRow | undefined)[]>>,
): (row: TreeRow) => number | undefined {
  const now = shallowRef(Date.now())
  let timer: ReturnType<typeof setTimeout> | undefined

  function ageOf(row: TreeRow): number | undefined {
    const age = tree.ageMs(row, now.value)
    return age === undefined || age > freshMs ? undefined : Math.max(0, age)
  }

  function tick() {
    timer = undefined
    now.value = Date.now()
    if (rows.value.some((row) => row && ageOf(row) !== undefined)) timer = setTimeout(tick, tickMs)
  }

  watch(rows, () => (timer === undefined ? tick() : undefined))
  onScopeDispose(() => clearTimeout(timer))
  return ageOf
}
