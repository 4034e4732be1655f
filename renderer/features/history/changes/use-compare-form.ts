import { computed, shallowRef, watch } from 'vue'
import { bytesToText, textToBytes } from '../../../../shared/etcd/key'
import { useAsync } from '../../../composables/use-async'
import { useHistoryStore } from '../../../stores/history'
import { useHistoryChangesStore } from '../../../stores/history-changes'
import { formatCount } from '../../../ui/format'
import { readRevision } from '../read-revision'

export type CompareField = 'from' | 'to'

/** What is typed to compare two revisions, and what is wrong with it. */
export function useCompareForm(connectionId: string) {
  const changes = useHistoryChangesStore(connectionId)
  const history = useHistoryStore(connectionId)
  const problems = shallowRef<Readonly<Partial<Record<CompareField, string>>>>({})

  const field = (name: CompareField | 'prefix') =>
    computed({
      get: () => changes.typed[name] ?? '',
      set: (text: string) => {
        changes.typed = { ...changes.typed, [name]: text }
        problems.value = {}
      },
    })

  // Until somebody types, all that can be read is compared.
  watch(
    () => history.window.value,
    (window) => {
      if (window && changes.typed.from === undefined)
        changes.typed = { ...changes.typed, from: formatCount(window.first) }
    },
    { immediate: true },
  )

  const work = useAsync(async (signal: AbortSignal) => {
    const current = await changes.newestRevision(signal)
    const window = { compactRevision: history.compactRevision, current }
    const { prefix, from = '', to } = changes.typed
    const first = readRevision(from, window)
    const last = to.trim() === '' ? { revision: current } : readRevision(to, window)
    const [start, end] = ['revision' in first ? first.revision : 0n, 'revision' in last ? last.revision : 0n]
    const isLate = start > 0n && end > 0n && start >= end
    const late =
      end === current && start === end
        ? `Nothing was written since: the store stands at revision ${formatCount(end)}.`
        : `This must be the earlier one: To is revision ${formatCount(end)}.`
    problems.value = { from: isLate ? late : first.problem, to: last.problem }
    if (isLate || start === 0n || end === 0n) return
    await changes.compare({ prefix: textToBytes(prefix), from: start, to: end })
  })

  /** What etcd says of one of the revisions belongs beside it. */
  const told = computed(() => {
    const { state } = changes
    if (state.kind !== 'failed') return {}
    const name = state.failure.details?.['field']
    return name === 'from' || name === 'to' ? { [name]: state.failure.message } : {}
  })

  return {
    prefix: field('prefix'),
    from: field('from'),
    to: field('to'),
    errors: computed<Partial<Record<CompareField, string>>>(() => ({
      from: problems.value.from ?? told.value['from'],
      to: problems.value.to ?? told.value['to'],
    })),
    failure: computed(() => {
      const { state } = changes
      if (state.kind === 'failed' && Object.keys(told.value).length === 0) return state.failure
      return work.failure.value
    }),
    isBusy: work.isLoading,
    submit: () => work.run(),
    /** Compares the same revisions below another prefix. */
    narrow(prefix: Uint8Array) {
      changes.typed = { ...changes.typed, prefix: bytesToText(prefix) }
      const { state } = changes
      if (state.kind === 'ready') void changes.compare({ ...state.asked, prefix })
      else void work.run()
    },
  }
}
