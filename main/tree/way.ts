import { concatBytes, equalBytes, startsWith } from '../../shared/etcd/key'
import type { Child, Folder } from './folder'
import { segmentBytes, splitKey } from './segment'

/** The folders and children that lead from the top to a path. */
export type Way = readonly (readonly [Folder, Child])[]

export function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  return bytes.length > end.length && equalBytes(bytes.subarray(bytes.length - end.length), end)
}

/** The path of a child: its folder's prefix and its segment. */
export function pathOf(parent: Folder, child: Child): Uint8Array {
  return concatBytes(parent.prefix, segmentBytes(child.segment))
}

/** The known children that lead towards `path`, as far as folders were listed; the last may be `path` itself. */
export function wayTowards(root: Folder, path: Uint8Array, separator: Uint8Array): Way {
  const way: [Folder, Child][] = []
  let folder: Folder | undefined = root
  while (folder && startsWith(path, folder.prefix)) {
    const { segment } = splitKey(path, folder.prefix.length, separator, folder === root)
    const child = folder.child(segment)
    if (!child) break
    way.push([folder, child])
    if (equalBytes(pathOf(folder, child), path)) break
    folder = child.folder
  }
  return way
}

/** The children that lead to exactly `path`; empty when it is not known. */
export function wayTo(root: Folder, path: Uint8Array, separator: Uint8Array): Way {
  const way = wayTowards(root, path, separator)
  const last = way.at(-1)
  return last && equalBytes(pathOf(...last), path) ? way : []
}

/** A folder and all folders below it that were opened. */
export function openedFolders(folder: Folder): Folder[] {
  return [folder, ...folder.children.flatMap((child) => (child.folder ? openedFolders(child.folder) : []))]
}
