import type { Child, Folder } from './folder'
import type { Segment } from './segment'

/** Which folders of a tree are open, by the names that lead to them. */
export type OpenFolders = ReadonlyMap<Segment, OpenFolders>

/** So many folders are listed at a time. */
const atOnce = 32

/**
 * The open folders below one; those below a closed one are not open. What was to be opened (`like`) and is not there
 * counts as open: it may be there at another revision.
 */
export function openFolders(folder: Folder, like: OpenFolders = new Map()): OpenFolders {
  const open = new Map<Segment, OpenFolders>()
  for (const { segment, folder: inner } of folder.expanded)
    open.set(segment, inner ? openFolders(inner, like.get(segment)) : new Map())
  for (const [segment, below] of like) if (!folder.child(segment)?.count) open.set(segment, below)
  return open
}

export interface OpenLikeOptions {
  /** Opens a child's folder and lists it; never throws. */
  readonly open: (parent: Folder, child: Child) => Promise<Folder>
  readonly signal: AbortSignal
}

/** Opens the same folders in another tree, level by level, where they are there. Ends early on abort; never throws. */
export async function openLike(
  top: Folder,
  like: OpenFolders,
  { open, signal }: OpenLikeOptions,
): Promise<void> {
  let level: readonly (readonly [Folder, OpenFolders])[] = [[top, like]]
  while (level.length > 0) {
    const wanted = level.flatMap(([parent, names]) =>
      [...names].flatMap(([segment, below]) => {
        const child = parent.child(segment)
        return child && child.count > 0 ? [{ parent, child, below }] : []
      }),
    )
    const next: [Folder, OpenFolders][] = []
    for (let at = 0; at < wanted.length; at += atOnce) {
      if (signal.aborted) return
      const some = wanted.slice(at, at + atOnce)
      const opened = await Promise.all(
        some.map(async ({ parent, child, below }): Promise<[Folder, OpenFolders]> => [
          await open(parent, child),
          below,
        ]),
      )
      next.push(...opened)
    }
    level = next
  }
}
