import type { OnExit } from '../../shared/contract/local'
import { useSystemStore } from '../stores/system'
import { useViewStateStore, type ViewState } from '../stores/view-state'

const isOnExit = (value: unknown): value is OnExit => value === 'stop' || value === 'keep' || value === 'ask'
const always = [
  { value: 'stop', text: 'Stop it' },
  { value: 'keep', text: 'Keep it running' },
] as const
const ask = { value: 'ask', text: 'Ask me' } as const

// Only a window can ask when it is closed.
const canAsk = () => useSystemStore().info?.host === 'electron'

/** What can become of a local cluster when etcdesk quits, in this host. */
export const onExitOptions = () => (canAsk() ? [...always, ask] : always)

/** What the next new cluster is proposed to do when etcdesk quits; chosen in Settings, remembered. */
export function useOnExitDefault(): ViewState<OnExit> {
  return useViewStateStore().use<OnExit>('local/on-exit', canAsk() ? 'ask' : 'stop', isOnExit)
}
