import type { SnapshotRow } from '../../../shared/contract/snapshot'
import { bytesToText } from '../../../shared/etcd/key'
import { useCompareStore, type TypedSide } from '../../stores/compare'
import { useConnectionsStore } from '../../stores/connections'
import { useFrameStore } from '../../stores/frame'
import { useSnapshotsStore } from '../../stores/snapshots'
import { useCompareForm } from './use-compare-form'
import { choiceOfPath } from './use-compare-sources'

/**
 * Brings the comparison of a connection's tab to the front, with these sides; what is not named stays as it was typed.
 *
 * @returns the store, to compare at once
 */
export function openCompare(
  connectionId: string,
  sides: { readonly left?: Partial<TypedSide>; readonly right?: Partial<TypedSide> },
) {
  const compare = useCompareStore(connectionId)
  const { left, right } = compare.typed
  compare.typed = { left: { ...left, ...sides.left }, right: { ...right, ...sides.right } }
  compare.isShown = true
  useFrameStore().openTab(connectionId, 'snapshots')
  return compare
}

const whole = { path: '', prefix: '', revision: '' }

/** The other side of a snapshot: the connection that it is from, where it is still known, else any that is a cluster. */
function liveOf(row: Pick<SnapshotRow, 'connectionId'> | undefined, otherwise?: string): string {
  const connections = useConnectionsStore()
  const from = row && connections.byId(row.connectionId)
  const clusters = connections.rows.filter((each) => each.snapshotFile === undefined)
  const open = clusters.find(({ state }) => state.kind === 'ready')
  return (from ?? connections.byId(otherwise ?? '') ?? open ?? clusters[0])?.id ?? ''
}

/** Compares a snapshot of the library with the cluster it is from, in the tab that is in front. */
export function compareWithLive(row: SnapshotRow): void {
  const front = useFrameStore().active
  if (front === undefined) return
  openCompare(front, {
    left: { ...whole, source: choiceOfPath(row.path) },
    right: { ...whole, source: liveOf(row, front) },
  })
  void useCompareForm(front).submit()
}

/** Compares an opened snapshot file with the cluster it is from, as far as the library knows it. */
export function compareFileWithLive(connectionId: string, path: string): void {
  const saved = useSnapshotsStore().rows.find((row) => row.path === path)
  const live = liveOf(saved)
  openCompare(connectionId, {
    left: { ...whole, source: choiceOfPath(path) },
    right: { ...whole, source: live },
  })
  if (live !== '') void useCompareForm(connectionId).submit()
}

/** Asks what a connection is compared with, below a prefix: it stands on the right, what it is compared with on the left. */
export function compareWith(connectionId: string, prefix: Uint8Array): void {
  const { isShown, typed } = useCompareStore(connectionId)
  const file = useConnectionsStore().byId(connectionId)?.snapshotFile
  const left = isShown ? typed.left : { ...whole, source: '' }
  openCompare(connectionId, {
    left: { ...left, prefix: bytesToText(prefix) },
    right: { ...whole, source: file === undefined ? connectionId : choiceOfPath(file) },
  })
}
