import { computed, ref, shallowRef, watch } from 'vue'
import { useSlow } from '../../composables/slow'
import { useHistoryStore } from '../../stores/history'
import { languageOf } from '../keys/value/value-text'
import { showPair, type DiffView } from './compare-values'
import type { useCompared } from './use-compared'

/** How the two compared values are shown: in which view, in part or whole, and what of them can be seen at all. */
export function useShownPair(connectionId: string, compared: ReturnType<typeof useCompared>) {
  const history = useHistoryStore(connectionId)
  const chosenView = shallowRef<DiffView>()
  const ignoresNoise = ref(false)
  const isWhole = ref(false)

  const isSlow = useSlow(compared.work.isLoading)
  /** What was read before stays a moment, so that nothing flickers; never beside a failure. */
  const read = computed(() =>
    isSlow.value || compared.work.failure.value ? undefined : compared.work.value.value,
  )
  const view = computed<DiffView>(() => {
    const views = read.value?.inside.views ?? ['text']
    return chosenView.value && views.includes(chosenView.value) ? chosenView.value : (views[0] ?? 'text')
  })
  const texts = computed(() => {
    if (!read.value || view.value === 'hex') return undefined
    const isDocument = view.value !== 'text'
    const options = { isWhole: isWhole.value, ignoresNoise: isDocument && ignoresNoise.value }
    return showPair(read.value.inside, view.value, options)
  })
  const language = computed(() =>
    languageOf(view.value, Math.max(texts.value?.before.length ?? 0, texts.value?.after.length ?? 0)),
  )
  /** The text of the only value that can be seen, where the other one is gone. */
  const alone = computed(() => {
    const { isGone, inside } = read.value ?? {}
    if (!isGone || !inside || isGone.before === isGone.after) return undefined
    return isGone.before ? inside.after && texts.value?.after : inside.before && texts.value?.before
  })
  const isNothing = computed(() => {
    const { isGone, inside } = read.value ?? {}
    return isGone && inside && (isGone.before || isGone.after) && !inside.before && !inside.after
  })

  watch(
    () => history.key,
    () => {
      chosenView.value = undefined
      isWhole.value = false
    },
  )

  return { chosenView, ignoresNoise, isWhole, read, isSlow, view, texts, language, alone, isNothing }
}
