import { computed, reactive, shallowRef, watch } from 'vue'
import type { Panel, PanelExported } from '../../../shared/contract/panels'
import { toFailure } from '../../../shared/failure'
import { useAsync } from '../../composables/use-async'
import { useConnectionsStore } from '../../stores/connections'
import type { PanelView } from '../../stores/panel-view'
import { usePanelsStore } from '../../stores/panels'
import { useSystemStore } from '../../stores/system'
import { notify } from '../../ui/notify'
import { exportName } from '../keys/transfer/export-name'

/** What the dialog that writes a panel's events into a file knows; typed text outlives a failure. */
export function useExportEvents(connectionId: string, panel: Panel, view: PanelView) {
  const system = useSystemStore()
  const connections = useConnectionsStore()
  const store = usePanelsStore(connectionId)
  const form = reactive({ path: '', filteredOnly: true })
  const progress = shallowRef<PanelExported>()
  const filter = computed(() => view.look.filter.value)

  /** A new name beside the other exports. */
  function suggest() {
    const { home = '', platform } = system.info ?? {}
    const slash = platform === 'win32' ? '\\' : '/'
    const connection = `${connections.byId(connectionId)?.name ?? ''}-events`
    const selection = { kind: 'prefix', prefix: panel.spec.key } as const
    const name = exportName(connection, selection, { format: 'jsonl', at: new Date() })
    form.path = `${home}${slash}exports${slash}${name}`
  }

  const job = useAsync((signal) => {
    progress.value = undefined
    const input = {
      panel: panel.id,
      path: form.path.trim(),
      filter: form.filteredOnly ? filter.value : undefined,
    }
    return store.exportRows(input, (now) => (progress.value = now), signal)
  })
  const pathProblem = computed(() => {
    const { code, message, details } = job.failure.value ?? {}
    return code === 'exists' || details?.['field'] === 'path' ? message : undefined
  })
  watch(
    () => form.path,
    () => pathProblem.value && job.reset(),
  )

  async function choose() {
    try {
      form.path = (await system.pickSaveFile('Export events', form.path)) ?? form.path
    } catch (error) {
      notify.failure(toFailure(error))
    }
  }

  return {
    form,
    job,
    progress,
    filter,
    pathProblem,
    suggest,
    choose,
    hasDialogs: computed(() => system.info?.hasFileDialogs ?? false),
  }
}
