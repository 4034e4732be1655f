import type { RevisionTable } from './revision-table'

/** Which keys there are in order, and which revisions each has: found by halving. */
export class SortedKeys {
  /** Numbers of keys, in the order of their bytes. */
  readonly #order: Uint32Array
  /** Where a key's rows begin in `#rows`, by its number; one more at the end. */
  readonly #starts: Uint32Array
  readonly #rows: Uint32Array

  constructor(private readonly table: RevisionTable) {
    const { size } = table.keys
    this.#order = Uint32Array.from({ length: size }, (_, key) => key).sort((a, b) =>
      compare(table.keys.at(a), table.keys.at(b)),
    )
    this.#starts = new Uint32Array(size + 1)
    for (let row = 0; row < table.size; row++) this.#starts[table.key(row) + 1]! += 1
    for (let key = 0; key < size; key++) this.#starts[key + 1]! += this.#starts[key]!
    this.#rows = new Uint32Array(table.size)
    const next = this.#starts.slice()
    for (let row = 0; row < table.size; row++) this.#rows[next[table.key(row)]!++] = row
  }

  get size(): number {
    return this.#order.length
  }

  /** The number of the key at a place in the order. */
  key(place: number): number {
    return this.#order[place] as number
  }

  /** The first place whose key is not below `key`. */
  placeOf(key: Uint8Array): number {
    let [low, high] = [0, this.#order.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare(this.table.keys.at(this.key(middle)), key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The places of a range as etcd writes them: no end, the one key; one zero byte, everything from `key` on. */
  placesOf(key: Uint8Array, rangeEnd: Uint8Array): readonly [number, number] {
    const from = key.length === 1 && key[0] === 0 && rangeEnd.length > 0 ? 0 : this.placeOf(key)
    if (rangeEnd.length === 1 && rangeEnd[0] === 0) return [from, this.size]
    if (rangeEnd.length > 0) return [from, Math.max(from, this.placeOf(rangeEnd))]
    const isThere = from < this.size && compare(this.table.keys.at(this.key(from)), key) === 0
    return [from, from + (isThere ? 1 : 0)]
  }

  /** The row of a key as it was at a revision: undefined where it did not live then. */
  rowAt(key: number, revision: number): number | undefined {
    const row = this.lastRow(key, revision)
    return row === undefined || this.table.isTombstone(row) ? undefined : row
  }

  /** The newest row of a key up to a revision, also a deletion's. */
  lastRow(key: number, revision: number): number | undefined {
    const begin = this.#starts[key] as number
    let [low, high] = [begin, this.#starts[key + 1] as number]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.table.main(this.#rows[middle] as number) <= revision) low = middle + 1
      else high = middle
    }
    return low === begin ? undefined : this.#rows[low - 1]
  }
}

/** Compares as etcd does, byte by byte. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) {
    const difference = (a[at] as number) - (b[at] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
