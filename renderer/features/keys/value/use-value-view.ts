import { computed } from 'vue'
import type { ShownAs } from '../../../stores/open-key-state'
import { classifyValue, firstView, type StoredAs } from './classify-value'
import { useUnwrapped } from './use-unwrapped'
import type { UnwrapOptions } from './unwrap-value'
import { showDecoded, type Shown } from './value-views'
import { showValue } from './value-text'

interface ValueViewInput {
  readonly bytes: () => Uint8Array
  /** The view that is taken as it is; else the recalled one where it makes sense, else the value's own. */
  readonly chosen: () => ShownAs | undefined
  readonly recalled: () => ShownAs | undefined
  /** All of a large value, not only its beginning. */
  readonly isWhole: () => boolean
  readonly unwrap?: () => UnwrapOptions
}

/** A value in one of its views: which, and as which text. */
export function useValueView({ bytes, chosen, recalled, isWhole, unwrap }: ValueViewInput) {
  const unwrapped = useUnwrapped(bytes, unwrap)
  const storedAs = computed<StoredAs>(() => classifyValue(bytes()))
  const natural = computed(() => (unwrapped.value ? 'decoded' : firstView(storedAs.value)))
  const suited = computed(() => {
    const view = recalled()
    return view && suits(view) ? view : undefined
  })
  const shownAs = computed<ShownAs>(() => chosen() ?? suited.value ?? natural.value)
  const shown = computed<Shown>(() => {
    if (shownAs.value === 'decoded') return showDecoded(unwrapped.value, isWhole())
    return { ...showValue(bytes(), shownAs.value, isWhole()), view: shownAs.value }
  })

  /** A view that was chosen for a neighbour is taken for this value only where it makes sense. */
  function suits(view: ShownAs): boolean {
    if (view === 'decoded') return unwrapped.value !== undefined
    if (view === 'json') return storedAs.value === 'JSON'
    return view === 'hex' || view === 'base64' || storedAs.value !== 'bytes'
  }

  return { unwrapped, storedAs, shownAs, shown }
}
