import type { Section } from '../../stores/frame'

/** The sections in the order of the rail: Ctrl 1 is the first. */
export const railOrder: readonly Section[] = [
  'keys',
  'history',
  'watch',
  'cluster',
  'snapshots',
  'leases',
  'metrics',
  'settings',
]

export const sectionNames: Readonly<Record<Section, string>> = {
  keys: 'Keys',
  history: 'History',
  watch: 'Watch',
  cluster: 'Cluster',
  snapshots: 'Snapshots',
  leases: 'Leases',
  metrics: 'Metrics',
  settings: 'Settings',
}
