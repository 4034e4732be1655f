import type { KeySelection } from '../../../../shared/contract/transfer'
import type { TreeRow } from '../../../../shared/contract/tree'
import { scopeOf, useChosenRowsStore } from '../../../stores/chosen-rows'
import { useTransferStore } from '../../../stores/transfer'
import { useTreeStore } from '../../../stores/tree'

const prefixOf = (connectionId: string, row: TreeRow) => useTreeStore(connectionId).prefixOf(row.path)

/**
 * Opens the Export dialog for a row of the tree: all that is below a folder, or the one key. A row that is chosen
 * together with others goes out with them, into one file.
 */
export function askToExport(connectionId: string, row: TreeRow): void {
  const chosen = useChosenRowsStore(connectionId)
  if (chosen.has(row) && chosen.rows.size > 1) {
    const scope = scopeOf([...chosen.rows.values()], (path) => useTreeStore(connectionId).prefixOf(path))
    return void useTransferStore(connectionId).ask({
      kind: 'export',
      selection: { kind: 'several', ...scope },
    })
  }
  const selection: KeySelection = row.isFolder
    ? { kind: 'prefix', prefix: prefixOf(connectionId, row) }
    : { kind: 'keys', keys: [row.path] }
  useTransferStore(connectionId).ask({ kind: 'export', selection })
}

/** Opens the dialog that copies all that is below a folder into another connection. */
export function askToCopy(connectionId: string, row: TreeRow): void {
  useTransferStore(connectionId).ask({ kind: 'copy', prefix: prefixOf(connectionId, row) })
}
