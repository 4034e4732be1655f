import { startsWith } from '../../shared/etcd/key'
import { Column } from './column'
import { HashSlots, hashBytes } from './hash-slots'
import type { KeyTable } from './key-table'

/** More folders than this are not told apart: what is below them counts for the folder above. */
const maxFolders = 300_000

/** The folders that keys lie in, below a prefix: each by one of its keys and how much of that is its path. */
export class FolderTable {
  readonly #slots = new HashSlots()
  readonly #keys = new Column('uint32')
  readonly #lengths = new Column('uint32')
  /** The row above plus one; 0 for none. */
  readonly #above = new Column('uint32')

  constructor(
    private readonly keys: KeyTable,
    private readonly prefix: Uint8Array,
    private readonly separator: Uint8Array,
  ) {}

  /** The innermost folder of a key of the table, made with all above it when it is new; -1 for none. */
  innermostOf(key: number): number {
    const { prefix, separator } = this
    if (separator.length === 0) return -1
    const view = this.keys.at(key)
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.length)
    // On the top level a leading separator belongs to the name, as in the tree.
    let at = prefix.length + (startsWith(bytes.subarray(prefix.length), separator) ? separator.length : 0)
    let hashed = 0
    let hash: number | undefined
    let row = -1
    for (;;) {
      const found = bytes.indexOf(separator, at)
      if (found < 0) return row
      const end = found + separator.length
      hash = hashBytes(bytes, hashed, end, hash)
      hashed = end
      const next = this.#find(bytes, end, hash)
      if (next < 0 && this.#slots.size >= maxFolders) return row
      row = next < 0 ? this.#add({ key, length: end, above: row, hash }) : next
      at = end
    }
  }

  /** The folder above, or -1. */
  above(row: number): number {
    return this.#above.get(row) - 1
  }

  /** With the separator at its end. */
  pathOf(row: number): Uint8Array {
    return this.keys.at(this.#keys.get(row)).slice(0, this.#lengths.get(row))
  }

  #find(bytes: Uint8Array, length: number, hash: number): number {
    return this.#slots.find(hash, (row) => {
      if (this.#lengths.get(row) !== length) return false
      const other = this.keys.at(this.#keys.get(row))
      for (let at = 0; at < length; at++) if (other[at] !== bytes[at]) return false
      return true
    })
  }

  #add({ key, length, above, hash }: { key: number; length: number; above: number; hash: number }): number {
    const row = this.#slots.add(hash)
    this.#keys.set(row, key)
    this.#lengths.set(row, length)
    this.#above.set(row, above + 1)
    return row
  }
}
