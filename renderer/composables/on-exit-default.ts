import type { OnExit } from '../../shared/contract/local'
import { useViewStateStore, type ViewState } from '../stores/view-state'

const isOnExit = (value: unknown): value is OnExit => value === 'stop' || value === 'keep' || value === 'ask'

/** What the next new cluster is proposed to do when etcdesk quits; chosen in Settings, remembered. */
export function useOnExitDefault(): ViewState<OnExit> {
  return useViewStateStore().use<OnExit>('local/on-exit', 'stop', isOnExit)
}
