import { fail } from '../../shared/failure'
import { throwIfAborted } from '../etcd/abort'
import type { Child, Folder } from './folder'

/** Each open folder costs some when rows are looked for: more of them would no longer be fluid. */
const maxFolders = 100_000
/** Keys in the folders that are listed at a time: what is shown grows, and others get their turn. */
const batchKeys = 20_000

export interface ExpandAllOptions {
  /** How deep: 1 is the folders directly in it. */
  readonly levels: number
  /** Opens a child's folder, without listing it. */
  readonly open: (parent: Folder, child: Child) => Folder
  /** Lists a folder that was never listed; never throws. */
  readonly list: (folder: Folder) => Promise<void>
  /** Called after each batch with how many keys lie directly in the folders opened since the last one. */
  readonly onProgress: (keys: number) => void
}

/**
 * Opens the folders below one that is listed, level by level, in batches. Fails with `exhausted` when there are more
 * than an open tree can hold, and with `canceled` on abort; what is open by then stays open.
 */
export async function expandAll(top: Folder, options: ExpandAllOptions, signal: AbortSignal): Promise<void> {
  const { levels, open, list, onProgress } = options
  let opened = 0
  let keys = 0
  let batch: Folder[] = []
  const settle = async () => {
    await Promise.all(batch.flatMap((folder) => (folder.asOf === undefined ? [list(folder)] : [])))
    onProgress(batch.reduce((sum, { children }) => sum + children.filter(({ isKey }) => isKey).length, 0))
    keys = 0
    batch = []
    throwIfAborted(signal)
  }
  let level: readonly Folder[] = [top]
  for (let depth = 0; depth < levels && level.length > 0; depth++) {
    const next: Folder[] = []
    for (const parent of level) {
      // A copy: changes may come in between.
      for (const child of parent.children.filter(({ count }) => count > 0)) {
        opened += 1
        if (opened > maxFolders) {
          const limit = maxFolders.toLocaleString('en')
          throw fail('exhausted', `More than ${limit} folders lie below; open a smaller one.`)
        }
        const folder = open(parent, child)
        batch.push(folder)
        next.push(folder)
        keys += child.count
        if (keys > batchKeys) await settle()
      }
    }
    await settle()
    level = next
  }
}
