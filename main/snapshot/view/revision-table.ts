import { Column } from '../../history/column'
import { KeyTable } from '../../history/key-table'

/** What the table keeps of one revision of one key. */
export interface RevisionEntry {
  readonly key: Uint8Array
  readonly main: number
  readonly sub: number
  readonly isTombstone: boolean
  readonly createRevision: number
  readonly version: number
  readonly lease: bigint
  /** Where the stored KeyValue lies in the file. */
  readonly fileAt: number
  readonly sizeBytes: number
}

const tombstone = 0x8000_0000

/**
 * Every revision of every key in a file, in the order they were made: figures only, 44 bytes a revision and the keys once;
 * values stay in the file. Rows are numbered from 0.
 */
export class RevisionTable {
  readonly keys = new KeyTable()
  #size = 0
  readonly #key = new Column('uint32')
  readonly #main = new Column('float64')
  readonly #sub = new Column('uint32')
  readonly #create = new Column('float64')
  readonly #version = new Column('uint32')
  readonly #lease = new Column('uint32')
  readonly #fileAt = new Column('float64')
  readonly #sizeBytes = new Column('uint32')
  readonly #leases: bigint[] = [0n]
  readonly #leaseRows = new Map<bigint, number>([[0n, 0]])

  /** Number of revisions. */
  get size(): number {
    return this.#size
  }

  add(entry: RevisionEntry): void {
    const row = this.#size++
    this.#key.set(row, this.keys.add(entry.key))
    this.#main.set(row, entry.main)
    this.#sub.set(row, entry.sub)
    this.#create.set(row, entry.createRevision)
    this.#version.set(row, entry.version)
    this.#lease.set(row, this.#leaseRow(entry.lease))
    this.#fileAt.set(row, entry.fileAt)
    this.#sizeBytes.set(row, entry.sizeBytes + (entry.isTombstone ? tombstone : 0))
  }

  /** The number of a row's key in {@link keys}. */
  key = (row: number): number => this.#key.get(row)
  main = (row: number): number => this.#main.get(row)
  sub = (row: number): number => this.#sub.get(row)
  createRevision = (row: number): number => this.#create.get(row)
  version = (row: number): number => this.#version.get(row)
  lease = (row: number): bigint => this.#leases[this.#lease.get(row)] ?? 0n
  fileAt = (row: number): number => this.#fileAt.get(row)
  sizeBytes = (row: number): number => this.#sizeBytes.get(row) % tombstone
  isTombstone = (row: number): boolean => this.#sizeBytes.get(row) >= tombstone

  /** The first row at or after a revision; `size` when there is none. */
  firstFrom(revision: number): number {
    let [low, high] = [0, this.#size]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#main.get(middle) < revision) low = middle + 1
      else high = middle
    }
    return low
  }

  #leaseRow(lease: bigint): number {
    const known = this.#leaseRows.get(lease)
    if (known !== undefined) return known
    this.#leaseRows.set(lease, this.#leases.length)
    return this.#leases.push(lease) - 1
  }
}
