import { computed, reactive, watch, type Ref } from 'vue'
import type { LoggedRevision } from '../../../../shared/contract/change-log'
import { useAsync } from '../../../composables/use-async'
import { useChangeLogStore } from '../../../stores/change-log'
import { useRevisionRestoresStore } from '../../../stores/revision-restores'

const counts = { '1': 1, '3': 3, '5': 5 } as const

/** A number as it is typed, with or without the separators it is shown with. */
function revisionOf(text: string): bigint | undefined {
  const digits = text.replaceAll(/[\s,.’']/g, '')
  return /^\d{1,18}$/.test(digits) ? BigInt(digits) : undefined
}

/** What the dialog of a restore to a revision knows: the revision and what it did, the choices, and how it goes. */
export function useRestoreRevision(connectionId: string, isOpen: Ref<boolean>) {
  const log = useChangeLogStore(connectionId)
  const restores = useRevisionRestoresStore()
  const newest = log.state.value?.generations.at(-1)?.toRevision
  const form = reactive<{ revision: string; time: string; name: string; members: keyof typeof counts }>({
    ...{ revision: String(newest ?? ''), time: '', name: '', members: '1' },
  })
  const revision = computed(() => revisionOf(form.revision))
  const timeMs = computed(() => {
    const ms = Date.parse(form.time.trim().replace(' ', 'T'))
    return Number.isNaN(ms) ? undefined : ms
  })
  const looked = useAsync<LoggedRevision | undefined, [bigint | undefined]>(async (signal, wanted) =>
    wanted === undefined ? undefined : log.look(wanted, signal),
  )
  const found = useAsync(async (signal: AbortSignal) => {
    if (timeMs.value === undefined) return
    form.revision = String((await log.lookAt(timeMs.value, signal)).revision)
  })
  const work = computed(() => restores.works.get(connectionId))
  const isBusy = computed(() => work.value?.kind === 'running')
  const restored = computed(() => (work.value?.kind === 'done' ? work.value.restored : undefined))
  const failure = computed(() => (work.value?.kind === 'failed' ? work.value.failure : undefined))

  // One that ends while the dialog is closed is told outside of it, until it is opened again.
  watch(isOpen, () => restores.forget(connectionId), { immediate: true })
  watch(revision, (wanted) => looked.run(wanted), { immediate: true })

  function restore() {
    if (revision.value === undefined) return
    const name = form.name.trim() || undefined
    void restores.restore({ connectionId, revision: revision.value, members: counts[form.members], name })
  }

  return {
    ...{ form, revision, timeMs, looked, found, work, isBusy, restored, failure, restore },
    state: computed(() => log.state.value),
    cancel: () => restores.cancel(connectionId),
  }
}
