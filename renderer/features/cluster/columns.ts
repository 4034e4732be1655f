import type { Component } from 'vue'
import type { MemberRow } from '../../../shared/contract/cluster'
import { lagOf } from '../../../shared/etcd/membership'
import { formatBytes, formatCount, formatMs } from '../../ui/format'
import MemberFsync from '../metrics/MemberFsync.vue'
import MemberUptime from '../metrics/MemberUptime.vue'

/** What stands where a figure is not known. */
export const none = '–'

interface Column {
  readonly id: string
  readonly label: string
  /** Leaves when the table has less room than this; everything stands in a member's details as well. */
  readonly room: 'any' | 'wide' | 'widest'
}

/** A column of the members' table: a text made of the row, or a component that gets `connectionId` and `member`. */
export type MemberColumn = Column &
  (
    | { readonly text: (member: MemberRow, members: readonly MemberRow[]) => string }
    | { readonly component: Component }
  )

/** How far a member is behind the furthest one, in log entries. */
export function lagText(member: MemberRow, members: readonly MemberRow[]): string {
  const lag = lagOf(member, members)
  return lag === undefined ? none : formatCount(lag)
}

/** `38.2 · 21.0 MiB` would be shorter, but sizes of two units would read alike. */
export function sizeText({ dbSizeBytes, dbSizeInUseBytes }: MemberRow): string {
  if (dbSizeBytes === undefined) return none
  return (
    formatBytes(dbSizeBytes) + (dbSizeInUseBytes === undefined ? '' : ` · ${formatBytes(dbSizeInUseBytes)}`)
  )
}

/** The figures of each member, between its health and what can be done to it. */
export const memberColumns: readonly MemberColumn[] = [
  { id: 'version', label: 'Version', room: 'any', text: ({ version }) => version ?? none },
  {
    ...{ id: 'raftIndex', label: 'Raft index', room: 'wide' },
    text: ({ raftIndex }) => (raftIndex === undefined ? none : formatCount(raftIndex)),
  },
  { id: 'lag', label: 'Applied lag', room: 'any', text: lagText },
  { id: 'size', label: 'DB size · in use', room: 'any', text: sizeText },
  {
    ...{ id: 'roundTrip', label: 'Round trip', room: 'wide' },
    text: ({ roundTripMs }) => (roundTripMs === undefined ? none : formatMs(roundTripMs)),
  },
  { id: 'fsync', label: 'WAL fsync p99', room: 'wide', component: MemberFsync },
  { id: 'uptime', label: 'Uptime', room: 'widest', component: MemberUptime },
]
