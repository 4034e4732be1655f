import type { ChangeKind } from '../../../../shared/contract/changes'
import type { TreeRow } from '../../../../shared/contract/tree'
import { useChangesStore } from '../../../stores/changes'

/** Asks for a change of a row of the tree: of the key, of all that is below the folder, or both. */
export function askToChange(kind: ChangeKind): (connectionId: string, row: TreeRow) => void {
  return (connectionId, { path, isKey, isFolder }) =>
    useChangesStore(connectionId).ask({ kind, path, isKey, isFolder })
}
