import type { ChurnEntry, ChurnRow } from '../../shared/contract/history'
import { compareBytes } from '../../shared/etcd/key'
import type { WatchEvent } from '../etcd/watch-cursor'
import { ChurnTable } from './churn-table'
import { Column } from './column'
import { FolderTable } from './folder-table'
import { KeyTable } from './key-table'

const topKeys = 200
const topFolders = 2_000

/** What a tally knows of a {@link ChurnRow}. */
export type ChurnSums = Pick<
  ChurnRow,
  'revisions' | 'bytes' | 'keys' | 'topByBytes' | 'topByRevisions' | 'folders'
>

/** Adds up what was written to which key, and to all folders above it. About 120 bytes a key, whatever the values. */
export class ChurnTally {
  readonly #keys = new KeyTable()
  readonly #folders: FolderTable
  /** By key: its innermost folder. */
  readonly #folderOf = new Column('uint32')
  readonly #ofKeys = new ChurnTable()
  readonly #ofFolders = new ChurnTable()
  #revisions = 0
  #bytes = 0

  constructor(prefix: Uint8Array, separator: Uint8Array) {
    this.#folders = new FolderTable(this.#keys, prefix, separator)
  }

  add(events: readonly WatchEvent[]): void {
    for (const { type, kv } of events) {
      const known = this.#keys.size
      const key = this.#keys.add(kv.key)
      const isNewKey = key === known
      if (isNewKey) this.#folderOf.set(key, this.#folders.innermostOf(key) + 1)
      const bytes = kv.key.length + kv.value.length
      const written = { isDelete: type === 'delete', bytes, isNewKey }
      this.#revisions += 1
      this.#bytes += bytes
      this.#ofKeys.add(key, written)
      let folder = this.#folderOf.get(key) - 1
      for (; folder >= 0; folder = this.#folders.above(folder)) this.#ofFolders.add(folder, written)
    }
  }

  sums(): ChurnSums {
    return {
      revisions: this.#revisions,
      bytes: this.#bytes,
      keys: this.#keys.size,
      topByBytes: this.#ofKeys.top('bytes', topKeys).map((row) => this.#keyEntry(row)),
      topByRevisions: this.#ofKeys.top('revisions', topKeys).map((row) => this.#keyEntry(row)),
      folders: this.#folderEntries(),
    }
  }

  #keyEntry(row: number): ChurnEntry {
    return { path: this.#keys.at(row).slice(), isFolder: false, ...this.#ofKeys.entry(row) }
  }

  /** A folder has at least the bytes of each below it and came before it, so the largest ones form a tree. */
  #folderEntries(): readonly ChurnEntry[] {
    return this.#ofFolders
      .top('bytes', topFolders)
      .map((row) => ({ path: this.#folders.pathOf(row), isFolder: true, ...this.#ofFolders.entry(row) }))
      .sort((a, b) => compareBytes(a.path, b.path))
  }
}
