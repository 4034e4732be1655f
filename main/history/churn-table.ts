import type { ChurnEntry } from '../../shared/contract/history'
import { Column } from './column'

/** One thing to be sorted by: which sum. */
export type ChurnSum = 'revisions' | 'bytes'

/** Sums by row: of keys, or of folders. 24 bytes a row. */
export class ChurnTable {
  readonly #revisions = new Column('uint32')
  readonly #deletes = new Column('uint32')
  readonly #bytes = new Column('float64')
  readonly #keys = new Column('uint32')
  #size = 0

  /** One put or delete of the row's key, or of a key below the row's folder. */
  add(row: number, { isDelete, bytes, isNewKey }: { isDelete: boolean; bytes: number; isNewKey: boolean }) {
    if (row >= this.#size) this.#size = row + 1
    this.#revisions.add(row, 1)
    this.#bytes.add(row, bytes)
    if (isDelete) this.#deletes.add(row, 1)
    if (isNewKey) this.#keys.add(row, 1)
  }

  entry(row: number): Omit<ChurnEntry, 'path' | 'isFolder'> {
    return {
      revisions: this.#revisions.get(row),
      deletes: this.#deletes.get(row),
      bytes: this.#bytes.get(row),
      keys: this.#keys.get(row),
    }
  }

  /** The rows with the largest sums, largest first; of equal ones those that came first. */
  top(sum: ChurnSum, most: number): readonly number[] {
    const column = sum === 'bytes' ? this.#bytes : this.#revisions
    // A row that came later has to be larger to get in.
    const isLess = (a: number, b: number) => column.get(a) - column.get(b) || b - a
    let kept: number[] = []
    let least = -1
    for (let row = 0; row < this.#size; row++) {
      if (column.get(row) <= least) continue
      kept.push(row)
      if (kept.length < 2 * most) continue
      kept = kept.sort((a, b) => isLess(b, a)).slice(0, most)
      least = column.get(kept.at(-1) ?? 0)
    }
    return kept.sort((a, b) => isLess(b, a)).slice(0, most)
  }
}
