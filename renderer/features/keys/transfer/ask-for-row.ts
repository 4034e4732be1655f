import type { KeySelection } from '../../../../shared/contract/transfer'
import type { TreeRow } from '../../../../shared/contract/tree'
import { useTransferStore } from '../../../stores/transfer'
import { useTreeStore } from '../../../stores/tree'

const prefixOf = (connectionId: string, row: TreeRow) => useTreeStore(connectionId).prefixOf(row.path)

/** Opens the Export dialog for a row of the tree: all that is below a folder, or the one key. */
export function askToExport(connectionId: string, row: TreeRow): void {
  const selection: KeySelection = row.isFolder
    ? { kind: 'prefix', prefix: prefixOf(connectionId, row) }
    : { kind: 'keys', keys: [row.path] }
  useTransferStore(connectionId).ask({ kind: 'export', selection })
}

/** Opens the dialog that copies all that is below a folder into another connection. */
export function askToCopy(connectionId: string, row: TreeRow): void {
  useTransferStore(connectionId).ask({ kind: 'copy', prefix: prefixOf(connectionId, row) })
}
