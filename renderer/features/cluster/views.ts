import type { Component } from 'vue'
import type { ClusterViewId } from '../../stores/cluster-view'
import ClusterOverview from './ClusterOverview.vue'
import DiagnosisView from './diagnosis/DiagnosisView.vue'
import LaboratoryView from './laboratory/LaboratoryView.vue'
import SpeedView from './speed/SpeedView.vue'

/** One view of the Cluster section. Its component gets `connectionId`; what it shows is kept in a store. */
export interface ClusterView {
  readonly id: ClusterViewId
  /** The name of its tab. */
  readonly label: string
  readonly component: Component
  /** True for a view that only clusters of this machine have. */
  readonly isLocalOnly?: boolean
}

/** The views of the Cluster section, in the order of their tabs. */
export const clusterViews: readonly ClusterView[] = [
  { id: 'overview', label: 'Overview', component: ClusterOverview },
  { id: 'diagnosis', label: 'Diagnosis', component: DiagnosisView },
  { id: 'speed', label: 'Speed check', component: SpeedView },
  { id: 'laboratory', label: 'Laboratory', component: LaboratoryView, isLocalOnly: true },
]
