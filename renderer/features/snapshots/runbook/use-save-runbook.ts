import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { SavedRunbook } from '../../../../shared/contract/runbook'
import { toFailure } from '../../../../shared/failure'
import type { RunbookInput } from '../../../../shared/restore-runbook/input'
import { useAsync } from '../../../composables/use-async'
import { useRunbookStore } from '../../../stores/runbook'
import { useSystemStore } from '../../../stores/system'
import { notify } from '../../../ui/notify'

interface Saving {
  /** What is typed: a failure of an earlier save is forgotten with it. */
  readonly typed: ComputedRef<RunbookInput>
  /** The same, with the hash that the members are to have. */
  readonly input: ComputedRef<RunbookInput>
  /** The hash is not known yet: what is saved waits for it. */
  readonly isComputing: Ref<boolean>
}

/** Saves a runbook into a new folder, beside the other exports unless another is named. */
export function useSaveRunbook({ typed, input, isComputing }: Saving) {
  const system = useSystemStore()
  const slash = system.info?.platform === 'win32' ? '\\' : '/'
  const folder = ref(`${system.info?.home ?? ''}${slash}exports${slash}runbook-${typed.value.token}`)
  const work = useAsync(async (_signal: AbortSignal): Promise<SavedRunbook> => {
    await untilFalse(isComputing)
    return useRunbookStore().save(folder.value.trim(), input.value)
  })
  const folderProblem = computed(() =>
    work.failure.value?.details?.['field'] === 'folder' ? work.failure.value.message : undefined,
  )
  watch([folder, typed], () => work.reset())

  async function choose() {
    try {
      folder.value = (await system.pickSaveFile('Save the runbook as a folder', folder.value)) ?? folder.value
    } catch (error) {
      notify.failure(toFailure(error))
    }
  }
  return { folder, folderProblem, work, choose }
}

/** Resolves when it is false, at once where it is. */
async function untilFalse(flag: Ref<boolean>): Promise<void> {
  if (!flag.value) return
  await new Promise<void>((resolve) => {
    const stop = watch(flag, () => {
      stop()
      resolve()
    })
  })
}
