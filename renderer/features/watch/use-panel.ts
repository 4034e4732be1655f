import { onScopeDispose } from 'vue'
import type { PanelView } from '../../stores/panel-view'
import { usePanelsStore } from '../../stores/panels'

/** Looks at a panel as long as the surrounding component lives. */
export function usePanel(connectionId: string, panel: string): PanelView {
  const controller = new AbortController()
  onScopeDispose(() => controller.abort())
  return usePanelsStore(connectionId).view(panel, controller.signal)
}
