import { concatBytes } from '../../../shared/etcd/key'
import { indexOfPath, rowAt, type RowWindow } from '../../stores/row-window'
import { folderOf } from './folder-of'

/**
 * What a new key begins with: the selected folder, or the folder of the selected key, with the separator behind;
 * nothing when nothing is selected or the key stands alone at the top.
 */
export function prefixForNewKey(
  window: RowWindow,
  selected: Uint8Array | undefined,
  separator: Uint8Array,
): Uint8Array {
  if (!selected || separator.length === 0) return new Uint8Array()
  const index = indexOfPath(window, selected)
  const row = index === undefined ? undefined : rowAt(window, index)
  return row?.isFolder ? concatBytes(selected, separator) : folderOf(selected, separator)
}
