import { setImmediate } from 'node:timers/promises'
import type { Differences } from '../../shared/contract/compare'
import { maxChangedKeys, type ChangeCounts, type ChangedKey } from '../../shared/contract/history'
import { compareBytes } from '../../shared/etcd/key'
import { prefixEnd, zeroByte } from '../../shared/etcd/range'
import { Column } from '../history/column'
import { KeyTable } from '../history/key-table'
import { splitKey } from '../tree/segment'

const maxFolders = 1_000
/** So many keys are looked at before others get their turn. */
const sliceKeys = 20_000

/** A difference: where its key was last written on either side; undefined where it is not there. */
export interface Difference {
  readonly key: Uint8Array
  readonly before?: bigint
  readonly after?: bigint
}

/** Rows of a table, the second not included. */
export interface Rows {
  readonly from: number
  readonly to: number
}

/** What differs between two sources, in key order and flat memory: some 70 bytes beside each key. */
export class DifferenceTable {
  readonly #keys = new KeyTable()
  readonly #before = new Column('float64')
  readonly #after = new Column('float64')
  /** How many up to and with this row were added, and deleted. */
  readonly #added = new Column('uint32')
  readonly #deleted = new Column('uint32')
  readonly #counts = { added: 0, changed: 0, deleted: 0 }

  /** @param most what comes after so many is only counted */
  constructor(private readonly most: number) {}

  /** Of all that was added, kept or not. */
  get counts(): ChangeCounts {
    return { ...this.#counts }
  }

  /** How many are kept. */
  get size(): number {
    return this.#keys.size
  }

  /** To be called in key order. Revisions stay below 2^53: at a million writes a second for 285 years. */
  add({ key, before, after }: Difference): void {
    const kind = kindOf({ before, after })
    this.#counts[kind] += 1
    if (this.size === this.most) return
    const row = this.#keys.add(key)
    this.#before.set(row, Number(before ?? 0n))
    this.#after.set(row, Number(after ?? 0n))
    this.#added.set(row, (row > 0 ? this.#added.get(row - 1) : 0) + (kind === 'added' ? 1 : 0))
    this.#deleted.set(row, (row > 0 ? this.#deleted.get(row - 1) : 0) + (kind === 'deleted' ? 1 : 0))
  }

  /** One of the rows; the key is a copy. */
  at(row: number): Difference {
    const [before, after] = [this.#before.get(row), this.#after.get(row)]
    return {
      key: this.#keys.at(row).slice(),
      before: before === 0 ? undefined : BigInt(before),
      after: after === 0 ? undefined : BigInt(after),
    }
  }

  /** Where the keys that begin with a prefix stand. */
  rowsBelow(prefix: Uint8Array): Rows {
    const end = prefixEnd(prefix)
    const isToTheEnd = compareBytes(end, zeroByte) === 0
    return { from: this.#lowest(prefix, 0), to: isToTheEnd ? this.size : this.#lowest(end, 0) }
  }

  /** See the contract's `compare.look`. */
  async look(prefix: Uint8Array, separator: Uint8Array): Promise<Differences> {
    const rows = this.rowsBelow(prefix)
    const folders = await this.#folders(prefix, separator, rows)
    const keys: ChangedKey[] = []
    for (let row = rows.from; row < Math.min(rows.to, rows.from + maxChangedKeys); row++)
      keys.push(toChangedKey(this.at(row)))
    return { prefix, counts: this.#countsOf(rows), folders, keys }
  }

  async #folders(prefix: Uint8Array, separator: Uint8Array, { from, to }: Rows) {
    const folders: (ChangeCounts & { readonly path: Uint8Array })[] = []
    let looked = 0
    for (let row = from; row < to && folders.length < maxFolders;) {
      if (++looked % sliceKeys === 0) await setImmediate()
      const key = this.#keys.at(row)
      const { segment, isBelow } = splitKey(key, prefix.length, separator, true)
      if (!isBelow) {
        row += 1
        continue
      }
      const path = key.slice(0, prefix.length + segment.length + separator.length)
      const end = this.#lowest(prefixEnd(path), row, to)
      folders.push({ path, ...this.#countsOf({ from: row, to: end }) })
      row = end
    }
    return folders
  }

  #countsOf({ from, to }: Rows): ChangeCounts {
    const between = (column: Column) =>
      to === from ? 0 : column.get(to - 1) - (from > 0 ? column.get(from - 1) : 0)
    const [added, deleted] = [between(this.#added), between(this.#deleted)]
    return { added, deleted, changed: to - from - added - deleted }
  }

  /** The first row whose key is not below this one. */
  #lowest(key: Uint8Array, from: number, to = this.size): number {
    let [low, high] = [from, to]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareBytes(this.#keys.at(middle), key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** What a difference is called. */
export function kindOf({ before, after }: Omit<Difference, 'key'>): ChangedKey['kind'] {
  if (before === undefined) return 'added'
  return after === undefined ? 'deleted' : 'changed'
}

function toChangedKey({ key, before, after }: Difference): ChangedKey {
  return {
    key,
    kind: kindOf({ before, after }),
    before: before === undefined ? undefined : { modRevision: before },
    after: after === undefined ? undefined : { modRevision: after },
  }
}
