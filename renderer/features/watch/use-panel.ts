import { onScopeDispose, watch } from 'vue'
import type { PanelView } from '../../stores/panel-view'
import { usePanelsStore } from '../../stores/panels'

/** Looks at a panel as long as the surrounding component lives. */
export function usePanel(connectionId: string, panel: string): PanelView {
  const store = usePanelsStore(connectionId)
  const controller = new AbortController()
  onScopeDispose(() => controller.abort())
  const view = store.view(panel, controller.signal)
  watch(
    () => view.state.value?.activity.kind,
    (kind) => kind && store.seen(panel, kind),
  )
  return view
}
