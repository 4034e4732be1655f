import { computed, reactive, shallowRef, watch } from 'vue'
import type { ExportFormat, KeySelection, TransferProgress } from '../../../../shared/contract/transfer'
import { bytesToText, textToBytes } from '../../../../shared/etcd/key'
import { toFailure } from '../../../../shared/failure'
import { useAsync } from '../../../composables/use-async'
import { useConnectionsStore } from '../../../stores/connections'
import { useSystemStore } from '../../../stores/system'
import { useTransferStore } from '../../../stores/transfer'
import { notify } from '../../../ui/notify'
import { exportName, renameForFormat } from './export-name'

/**
 * What the Export dialog knows: what was typed, how far it is, and how it ended. Typed text outlives a failure.
 *
 * @param revision as the keys were then; absent: as they are
 */
export function useExport(connectionId: string, selection: () => KeySelection, revision?: bigint) {
  const system = useSystemStore()
  const connections = useConnectionsStore()
  const transfer = useTransferStore(connectionId)
  const start = selection()
  const form = reactive({
    prefix: start.kind === 'prefix' ? bytesToText(start.prefix) : '',
    format: 'jsonl' as ExportFormat,
    path: '',
    replace: false,
  })
  const progress = shallowRef<TransferProgress>()

  const chosen = computed<KeySelection>(() => {
    const now = selection()
    return now.kind !== 'prefix' ? now : { kind: 'prefix', prefix: textToBytes(form.prefix) }
  })
  const folder = computed(() => {
    const { home = '', platform } = system.info ?? {}
    const slash = platform === 'win32' ? '\\' : '/'
    return `${home}${slash}exports${slash}`
  })
  const suggest = () => {
    const name = connections.byId(connectionId)?.name ?? ''
    return folder.value + exportName(name, chosen.value, { format: form.format, at: new Date(), revision })
  }
  let suggested = (form.path = suggest())

  const job = useAsync(async (signal) => {
    progress.value = undefined
    const input = {
      selection: chosen.value,
      format: form.format,
      path: form.path.trim(),
      overwrite: form.replace,
      revision,
    }
    return transfer.exportKeys(input, (now) => (progress.value = now), signal)
  })
  const isPathWrong = computed(() => job.failure.value?.details?.['field'] === 'path')
  const isTaken = computed(() => job.failure.value?.code === 'exists')

  // A name nobody typed follows what is exported; a typed one only its format.
  watch([() => form.prefix, () => form.format], () => {
    if (form.path === suggested) form.path = suggested = suggest()
    else form.path = renameForFormat(form.path, form.format)
  })
  // Leave to replace one file is no leave to replace another.
  watch(
    () => form.path,
    () => (form.replace = false),
    { flush: 'sync' },
  )

  async function choose() {
    try {
      const path = await system.pickSaveFile('Export keys', form.path)
      if (path === undefined) return
      form.path = path
      // The system's dialog has asked.
      form.replace = true
    } catch (error) {
      notify.failure(toFailure(error))
    }
  }

  return {
    form,
    job,
    progress,
    isPathWrong,
    isTaken,
    hasDialogs: computed(() => system.info?.hasFileDialogs ?? false),
    choose,
  }
}
