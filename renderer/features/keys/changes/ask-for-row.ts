import type { ChangeKind } from '../../../../shared/contract/changes'
import type { TreeRow } from '../../../../shared/contract/tree'
import { useChangesStore } from '../../../stores/changes'
import { useChosenRowsStore } from '../../../stores/chosen-rows'

/**
 * Asks for a change of a row of the tree: of the key, of all that is below the folder, or both. A row that is chosen
 * together with others is deleted with them.
 */
export function askToChange(kind: ChangeKind): (connectionId: string, row: TreeRow) => void {
  return (connectionId, row) => {
    const chosen = useChosenRowsStore(connectionId)
    const isOneOfMany = kind === 'delete' && chosen.has(row)
    useChangesStore(connectionId).ask({ kind, rows: isOneOfMany ? [...chosen.rows.values()] : [row] })
  }
}
