import { shallowRef } from 'vue'
import { perConnection } from './per-connection'

/** What the History section can show. */
export type HistoryViewId = 'key' | 'time-machine' | 'changes' | 'churn'

/** Which of its views the History section of a connection shows. */
export const useHistoryViewStore = perConnection('history-view', () => {
  const shown = shallowRef<HistoryViewId>('key')
  return {
    shown,
    show: (view: HistoryViewId) => (shown.value = view),
  }
})
