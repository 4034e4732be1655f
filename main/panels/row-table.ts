import { equalBytes } from '../../shared/etcd/key'
import { keyOfRecord } from './record'
import { RowPage, rowsPerPage, type Place, type RowHead } from './row-page'

/** FNV-1a. */
function hashOf(key: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ (key[i] ?? 0), 0x01000193)
  return hash >>> 0
}

/**
 * The rows of a panel that are kept, numbered in the order they came; the oldest go. Rows of the same key are chained, so
 * that what a key was before is found at once; a gap ends all chains, for what happened in it is not known.
 */
export class RowTable {
  #pages: RowPage[] = []
  /** The number of the first page's first row. */
  #base: number
  #first: number
  #end: number
  /** The newest row of each hash. */
  readonly #newest = new Map<number, number>()

  /** @param first the number of the first row that will be added */
  constructor(first = 0) {
    this.#base = this.#first = this.#end = first
  }

  /** The first row that is kept. */
  get first(): number {
    return this.#first
  }

  /** One past the last row. */
  get end(): number {
    return this.#end
  }

  /** Adds the record that begins at `from` in `source`; the table keeps no view of it. */
  add(source: Buffer, from: number, place: Omit<Place, 'length'>): void {
    let page = this.#pages.at(-1)
    if (!page || page.count === rowsPerPage) this.#pages.push((page = new RowPage()))
    const i = page.count
    page.add(source, from, place)
    if (page.kind(i) === 'gap') {
      this.#newest.clear()
      page.before[i] = -1
    } else {
      const hash = hashOf(keyOfRecord(source, from))
      page.hashes[i] = hash
      page.before[i] = this.#newest.get(hash) ?? -1
      this.#newest.set(hash, this.#end)
    }
    this.#end += 1
  }

  /** Forgets the rows before `row`. */
  dropTo(row: number): void {
    for (; this.#first < Math.min(row, this.#end); this.#first++) {
      const { page, i } = this.#find(this.#first)
      const hash = page.hashes[i] ?? 0
      if (this.#newest.get(hash) === this.#first) this.#newest.delete(hash)
      if (i === rowsPerPage - 1) {
        this.#pages.shift()
        this.#base += rowsPerPage
      }
    }
  }

  /** A row that is kept; undefined for one that is gone or has not come. */
  head(row: number): RowHead | undefined {
    if (row < this.#first || row >= this.#end) return undefined
    const { page, i } = this.#find(row)
    return page.head(i, row)
  }

  /** Its hash, equal for rows of the same key (and by chance for others). */
  hash(row: number): number {
    const { page, i } = this.#find(row)
    return page.hashes[i] ?? 0
  }

  /** The last row before `row` of the same key that is kept, with no gap between. */
  previous(row: number): RowHead | undefined {
    const { page, i } = this.#find(row)
    const key = page.key(i)
    for (let at = page.before[i] ?? -1; at >= this.#first;) {
      const found = this.#find(at)
      if (equalBytes(found.page.key(found.i), key)) return found.page.head(found.i, at)
      at = found.page.before[found.i] ?? -1
    }
    return undefined
  }

  #find(row: number): { readonly page: RowPage; readonly i: number } {
    const from = row - this.#base
    const page = this.#pages[Math.floor(from / rowsPerPage)]
    if (!page) throw new RangeError(`There is no row ${row}.`)
    return { page, i: from % rowsPerPage }
  }
}
