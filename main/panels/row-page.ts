import { at, flagFirst, flagMeets, keyOfRecord, kinds, noPrev } from './record'

export const rowsPerPage = 4_096

/** Where a record is. */
export interface Place {
  /** The number of the file. */
  readonly segment: number
  readonly offset: number
  readonly length: number
}

/** What memory holds of a row; its values are in the panel's file. */
export interface RowHead {
  readonly row: number
  readonly kind: (typeof kinds)[number]
  readonly revision: bigint
  /** A view: copy it before keeping it. */
  readonly key: Uint8Array
  readonly isCreate: boolean
  readonly isFirstOfRevision: boolean
  readonly meetsCondition: boolean
  readonly sizeBytes: number
  /** Of the previous value, where the watch brought one. */
  readonly prevSizeBytes: number | undefined
  /** 0n: none. */
  readonly lease: bigint
  readonly receivedMs: number
  readonly place: Place
}

const flagCreate = 4

/** So many rows, packed: about 60 bytes each and their keys. */
export class RowPage {
  count = 0
  readonly hashes = new Uint32Array(rowsPerPage)
  /** The row before of the same hash, -1 where there is none. */
  readonly before = new Float64Array(rowsPerPage)
  readonly #revisions = new BigInt64Array(rowsPerPage)
  readonly #leases = new BigInt64Array(rowsPerPage)
  readonly #received = new Float64Array(rowsPerPage)
  readonly #segments = new Uint32Array(rowsPerPage)
  readonly #offsets = new Uint32Array(rowsPerPage)
  readonly #lengths = new Uint32Array(rowsPerPage)
  readonly #sizes = new Uint32Array(rowsPerPage)
  readonly #prevSizes = new Uint32Array(rowsPerPage)
  readonly #kinds = new Uint8Array(rowsPerPage)
  readonly #flags = new Uint8Array(rowsPerPage)
  readonly #keyEnds = new Uint32Array(rowsPerPage)
  #keys = Buffer.allocUnsafeSlow(rowsPerPage * 16)

  /** Adds the record that begins at `from` in `source`. */
  add(source: Buffer, from: number, { segment, offset }: Omit<Place, 'length'>): void {
    const i = this.count++
    const revision = source.readBigInt64LE(from + at.modRevision)
    const isCreate = source.readBigInt64LE(from + at.createRevision) === revision
    this.#revisions[i] = revision
    this.#leases[i] = source.readBigInt64LE(from + at.lease)
    this.#received[i] = source.readDoubleLE(from + at.receivedMs)
    this.#segments[i] = segment
    this.#offsets[i] = offset
    this.#lengths[i] = source.readUInt32LE(from + at.length)
    this.#sizes[i] = source.readUInt32LE(from + at.valueLength)
    this.#prevSizes[i] = source.readUInt32LE(from + at.prevLength)
    this.#kinds[i] = source[from + at.kind] ?? 0
    this.#flags[i] = (source[from + at.flags] ?? 0) | (isCreate ? flagCreate : 0)
    this.#addKey(i, keyOfRecord(source, from))
  }

  kind(i: number): (typeof kinds)[number] {
    return kinds[this.#kinds[i] ?? 0] ?? 'put'
  }

  /** A view of the key. */
  key(i: number): Buffer {
    return this.#keys.subarray(i === 0 ? 0 : this.#keyEnds[i - 1], this.#keyEnds[i])
  }

  head(i: number, row: number): RowHead {
    const flags = this.#flags[i] ?? 0
    const prev = this.#prevSizes[i] ?? noPrev
    return {
      row,
      kind: this.kind(i),
      revision: this.#revisions[i] ?? 0n,
      key: this.key(i),
      isCreate: (flags & flagCreate) !== 0 && this.kind(i) === 'put',
      isFirstOfRevision: (flags & flagFirst) !== 0,
      meetsCondition: (flags & flagMeets) !== 0,
      sizeBytes: this.#sizes[i] ?? 0,
      prevSizeBytes: prev === noPrev ? undefined : prev,
      lease: this.#leases[i] ?? 0n,
      receivedMs: this.#received[i] ?? 0,
      place: {
        segment: this.#segments[i] ?? 0,
        offset: this.#offsets[i] ?? 0,
        length: this.#lengths[i] ?? 0,
      },
    }
  }

  #addKey(i: number, key: Uint8Array): void {
    const from = i === 0 ? 0 : (this.#keyEnds[i - 1] ?? 0)
    const to = from + key.length
    if (to > this.#keys.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(to, 2 * this.#keys.length))
      this.#keys.copy(larger, 0, 0, from)
      this.#keys = larger
    }
    this.#keys.set(key, from)
    this.#keyEnds[i] = to
  }
}
