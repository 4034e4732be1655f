import type { Component } from 'vue'
import type { HistoryViewId } from '../../stores/history-view'
import KeyHistory from './KeyHistory.vue'
import ChangesView from './changes/ChangesView.vue'
import ChurnView from './churn/ChurnView.vue'
import TimeMachine from './time-machine/TimeMachine.vue'

/** One view of the History section. Its component gets `connectionId`; what it shows is kept in a store. */
export interface HistoryView {
  readonly id: HistoryViewId
  /** The name of its tab. */
  readonly label: string
  readonly component: Component
}

/** The views of the History section, in the order of their tabs. */
export const historyViews: readonly HistoryView[] = [
  { id: 'key', label: 'Key', component: KeyHistory },
  { id: 'time-machine', label: 'Time machine', component: TimeMachine },
  { id: 'changes', label: 'Changes', component: ChangesView },
  { id: 'churn', label: 'Churn', component: ChurnView },
]
