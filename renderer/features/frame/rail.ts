import type { ConnectionRow } from '../../../shared/contract/connections'
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

const fileSections: readonly Section[] = ['keys', 'history', 'snapshots', 'leases', 'settings']

/** The sections that a tab has: a snapshot file has no members, and nothing in it moves. */
export const sectionsOf = (row: ConnectionRow | undefined): readonly Section[] =>
  row?.snapshotFile === undefined ? railOrder : fileSections

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
