import type { Child, Folder } from './folder'

/** How many rows a folder's children take, open folders below counted in. */
export function visibleRows(folder: Folder): number {
  let rows = folder.children.length
  for (const child of folder.expanded) if (child.folder) rows += visibleRows(child.folder)
  return rows
}

/** A visible row: a child, its folder, its index there, and the path of indexes' depth. */
export interface VisibleRow {
  readonly child: Child
  readonly parent: Folder
  readonly index: number
  readonly level: number
}

/**
 * The rows `from` to `to` (exclusive) of the flat list that the tree shows. Costs the open folders and the rows
 * asked for, not the children that lie before.
 */
export function* rowsBetween(
  folder: Folder,
  from: number,
  to: number,
  level = 1,
): Generator<VisibleRow, void, void> {
  let row = 0
  let index = 0
  const plain = function* (end: number): Generator<VisibleRow, void, void> {
    // Closed children up to `end`: skip in one step what lies before `from`.
    const skip = Math.min(Math.max(from - row, 0), end - index)
    row += skip
    index += skip
    for (; index < end && row < to; index++, row++) {
      const child = folder.children[index]
      if (child) yield { child, parent: folder, index, level }
    }
  }
  for (const child of folder.expanded) {
    if (row >= to) return
    yield* plain(folder.indexOf(child.segment) + 1)
    if (!child.folder || row >= to) continue
    const rows = visibleRows(child.folder)
    if (row + rows > from) yield* rowsBetween(child.folder, from - row, to - row, level + 1)
    row += rows
  }
  if (row < to) yield* plain(folder.children.length)
}

/** Which row a child is, given the folders and children that lead to it from the root (`[[root, child], …]`). */
export function rowOf(way: readonly (readonly [Folder, Child])[]): number {
  let row = 0
  for (const [folder, child] of way) {
    const index = folder.indexOf(child.segment)
    row += index
    for (const open of folder.expanded) {
      if (open.segment >= child.segment) break
      if (open.folder) row += visibleRows(open.folder)
    }
    if (child !== way.at(-1)?.[1]) row += 1
  }
  return row
}
