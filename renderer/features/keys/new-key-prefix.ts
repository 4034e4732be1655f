import { indexOfPath, rowAt, type RowWindow } from '../../stores/row-window'

const separator = '/'.charCodeAt(0)

/**
 * What a new key begins with: the selected folder, or the folder of the selected key, with the separator behind;
 * nothing when nothing is selected or the key stands alone at the top.
 */
export function prefixForNewKey(window: RowWindow, selected: Uint8Array | undefined): Uint8Array {
  if (!selected) return new Uint8Array()
  const index = indexOfPath(window, selected)
  const row = index === undefined ? undefined : rowAt(window, index)
  if (row?.isFolder) return Uint8Array.of(...selected, separator)
  return selected.slice(0, selected.lastIndexOf(separator) + 1)
}
